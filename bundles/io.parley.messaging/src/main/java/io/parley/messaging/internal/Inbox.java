package io.parley.messaging.internal;

import io.parley.engine.status.Status;

/** One session's inbox. Owned by a shard, but for the name and whether it is durable, which any thread may read. */
sealed interface Inbox permits InboxState, ParkedInbox {

    String session();

    /** Whether it outlives the process. */
    boolean durable();

    /** Where it is. */
    EntryTable.Head head();

    /** What messaging knows of the session; the rest stays empty. */
    Status.Session status();
}
