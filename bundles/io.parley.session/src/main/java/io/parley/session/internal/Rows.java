package io.parley.session.internal;

import io.parley.api.session.StateValue;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** How the view holds sessions: one table each for their lives, their tokens and their state. */
final class Rows {

    static final String SESSIONS = "session";
    static final String TOKENS = "session.token";
    static final String PARENTS = "session.parent";
    static final String STATE = "session.state";

    /** Groups that share a state. */
    static final String GROUPS = "group";

    static final String GROUP_STATE = "group.state";

    private static final int FORM = 2;

    /** Of sessions: says whether there is a state. In the forms before its version was in this row, and in the first one there were no figures. */
    private static final int SESSION_FORM = 4;

    private static final int WITH_FIGURES = 3;

    private Rows() {}

    static byte[] key(String session) {
        return session.getBytes(StandardCharsets.UTF_8);
    }

    static String session(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    /** One whose holder died with the process is held for the view until the journal says otherwise: the next start may have to tell it. */
    static byte[] session(Entry entry) {
        return new RecordWriter(64)
                .octet(SESSION_FORM)
                .text(entry.principal)
                .number(entry.expirySeconds())
                .number(entry.created())
                .number(entry.marked(Entry.ABANDONED) ? 0 : entry.detachedAt() + 1)
                .octet(entry.marked(Entry.STATE_STORED) ? 1 : 0)
                .octet(entry.ownKeys())
                .number(entry.messages())
                .number(entry.lastActivity())
                .toArray();
    }

    /** One whose row is of an earlier form has the version of its state, if it has one, and the state is to be added. */
    static Entry session(String id, byte[] row) {
        int form = row.length > 0 && row[0] >= FORM && row[0] <= SESSION_FORM ? row[0] : SESSION_FORM;
        RecordReader in = reader(SESSIONS, row, form);
        String principal = in.text();
        long expiry = in.number();
        Entry entry = new Entry(id, principal, true, in.number(), expiry);
        long detachedAt = in.number() - 1;
        if (detachedAt >= 0) {
            entry.detached(detachedAt, expiry);
        }
        if (form == SESSION_FORM) {
            entry.mark(Entry.STATE_STORED, in.octet() != 0);
            entry.ownKeys(in.octet());
        } else {
            entry.revision(in.number());
        }
        if (form >= WITH_FIGURES) {
            entry.figures(in.number(), in.number());
        }
        entry.mark(Entry.STORED, true);
        return entry;
    }

    /** Before the values of a session's state: what is known of all of it. */
    static byte[] stateHead(Entry entry) {
        RecordWriter out = new RecordWriter(16)
                .octet(FORM)
                .number(entry.revision())
                .number(entry.removed().forgotten())
                .number(entry.removed().size());
        entry.removed().forEach((key, revision) -> out.text(key).number(revision));
        return out.toArray();
    }

    /** What such a row and those of the values amount to. */
    static OwnState stateHead(byte[] row, Map<String, StateItem> items) {
        RecordReader in = reader(STATE, row);
        long revision = in.number();
        long forgotten = in.number();
        Map<String, Long> removed = new LinkedHashMap<>(4);
        for (int rest = in.integer(); rest > 0; rest--) {
            removed.put(in.text(), in.number());
        }
        return new OwnState(items, revision, Removed.of(forgotten, removed));
    }

    /** The row before those of the values. */
    static byte[] stateHeadKey(String session) {
        return stateKey(session, "");
    }

    static byte[] parent(Entry.Parent parent) {
        return new RecordWriter(32)
                .octet(FORM)
                .text(parent.id())
                .number(parent.created())
                .toArray();
    }

    static Entry.Parent parent(byte[] row) {
        RecordReader in = reader(PARENTS, row);
        return new Entry.Parent(in.text(), in.number());
    }

    /** @param created when its state began */
    static byte[] group(long created) {
        return new RecordWriter(16).octet(FORM).number(created).toArray();
    }

    static long group(byte[] row) {
        return reader(GROUPS, row).number();
    }

    static byte[] tokens(Set<Integer> tokens) {
        RecordWriter out = new RecordWriter(8 + 3 * tokens.size()).octet(FORM).number(tokens.size());
        tokens.forEach(out::number);
        return out.toArray();
    }

    static void tokens(byte[] row, Entry into) {
        RecordReader in = reader(TOKENS, row);
        for (int rest = in.integer(); rest > 0; rest--) {
            into.ownTokens().take(in.integer());
        }
    }

    /** Length and session first: so no session's keys lie between another's. */
    static byte[] stateKey(String session, String key) {
        return new RecordWriter(64).text(session).text(key).toArray();
    }

    /** Of such a key, what comes behind the session. */
    static String stateName(byte[] key) {
        RecordReader in = new RecordReader(key);
        in.skipBytes();
        return in.text();
    }

    static byte[] stateBegin(String session) {
        return new RecordWriter(64).text(session).toArray();
    }

    /** The key behind all keys of the session; the last byte of UTF-8 is never 0xff. */
    static byte[] stateEnd(String session) {
        byte[] end = stateBegin(session);
        end[end.length - 1]++;
        return end;
    }

    static byte[] state(StateItem item) {
        return new RecordWriter(16 + (int) item.value().size())
                .octet(FORM)
                .number(item.version)
                .number(item.revision)
                .bytes(item.value())
                .toArray();
    }

    static StateItem state(byte[] row) {
        RecordReader in = reader(STATE, row);
        return new StateItem(in.number(), in.number(), (int) in.bytes().size());
    }

    static long stateVersion(byte[] row) {
        return reader(STATE, row).number();
    }

    static StateValue stateValue(byte[] row) {
        RecordReader in = reader(STATE, row);
        long version = in.number();
        in.number();
        return new StateValue(in.bytes(), version);
    }

    private static RecordReader reader(String table, byte[] row) {
        return reader(table, row, FORM);
    }

    private static RecordReader reader(String table, byte[] row, int known) {
        RecordReader in = new RecordReader(row);
        int form = in.octet();
        if (form != known) {
            throw new IllegalArgumentException(
                    "The view's table " + table + " has rows of form " + form + "; this Parley reads form " + known);
        }
        return in;
    }
}
