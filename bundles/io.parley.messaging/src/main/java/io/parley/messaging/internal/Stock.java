package io.parley.messaging.internal;

/** How much a backlog has, wherever that is kept; what refers to the journal is counted there, too. Owned by a shard. */
final class Stock {

    private final ShardState home;
    private final EntryTable table;

    /** Entries that are on the journal. */
    private int durable;

    /** Of all entries' messages, from what the view says of a queue on. */
    private long bytes;

    /** Of those on the journal. */
    private long durableBytes;

    Stock(ShardState home, EntryTable table) {
        this.home = home;
        this.table = table;
    }

    /** Entries that are on the journal. */
    int durable() {
        return durable;
    }

    /** Bytes of all entries' messages. */
    long bytes() {
        return bytes;
    }

    /** Bytes of the messages of those on the journal. */
    long durableBytes() {
        return durableBytes;
    }

    /** A new entry. */
    void came(Entry entry) {
        count(entry, 1);
        if (entry.durable) {
            home.references().added(entry.ref);
            home.durable(table, 1);
        }
    }

    /** An entry that the view has; what it refers to has been counted. */
    void restored(Entry entry) {
        count(entry, 1);
    }

    /** All entries that the view has; they are counted in the shard already. */
    void restored(EntryTable.Head head) {
        durable = head.count();
        bytes = head.bytes();
        durableBytes = bytes;
    }

    /** An entry is gone for good. */
    void gone(Entry entry) {
        count(entry, -1);
        if (entry.durable) {
            home.references().removed(entry.ref);
            home.durable(table, -1);
        }
    }

    private void count(Entry entry, int more) {
        long size = more * (long) entry.size;
        home.stored(more);
        bytes += size;
        if (entry.durable) {
            durable += more;
            durableBytes += size;
        }
    }
}
