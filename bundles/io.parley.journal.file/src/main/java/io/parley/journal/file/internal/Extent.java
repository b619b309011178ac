package io.parley.journal.file.internal;

/** What can be read. The writer moves the end, housekeeping the beginning; any thread reads both. */
final class Extent {

    private volatile long begin;
    private volatile long end;

    Extent(long begin, long end) {
        this.begin = begin;
        this.end = end;
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    void begin(long position) {
        begin = position;
    }

    void end(long position) {
        end = position;
    }

    boolean isTrimmed(long position) {
        return position < begin;
    }
}
