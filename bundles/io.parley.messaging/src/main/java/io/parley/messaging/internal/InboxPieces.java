package io.parley.messaging.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.MessageRef;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads the entries of an inbox that nobody uses, a piece at a time; they stay where they are. */
final class InboxPieces {

    private static final int PIECE = ColdEntries.PAGE;

    /** One entry. */
    record Item(
            long sequence,
            MessageRef ref,
            Guarantee guarantee,
            boolean retained,
            boolean received,
            List<Integer> subscriptions) {

        static Item of(Entry entry) {
            if (entry.state == Entry.State.UNREADABLE) {
                throw new RefusedException(
                        Reason.UNAVAILABLE, "Message " + entry.sequence + " of the inbox cannot be read; see the log");
            }
            return new Item(
                    entry.sequence,
                    entry.ref,
                    entry.guarantee,
                    entry.retained,
                    entry.state == Entry.State.RECEIVED,
                    entry.subscriptions());
        }
    }

    /** @param behind where the next piece begins */
    record Piece(List<Item> items, long behind) {}

    private final ShardState home;
    private final String session;
    private final long end;

    /** @param end entries at and behind it are left out */
    InboxPieces(ShardState home, String session, long end) {
        this.home = home;
        this.session = session;
        this.end = end;
    }

    /** The first entries at and behind that sequence. Any thread. */
    CompletionStage<Piece> from(long sequence) {
        CompletableFuture<Piece> result = new CompletableFuture<>();
        home.shard().execute(() -> {
            try {
                gather(sequence, result);
            } catch (RefusedException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void gather(long from, CompletableFuture<Piece> result) {
        InboxState inbox = home.inbox(session);
        if (inbox == null) {
            throw new RefusedException(Reason.NOT_FOUND, "Session '" + session + "' has ended meanwhile");
        }
        Backlog backlog = inbox.backlog();
        List<Item> items = new ArrayList<>();
        long at = from;
        while (at < end && items.size() < PIECE) {
            if (backlog.isCold(at)) {
                if (items.isEmpty()) {
                    backlog.peek(at, page -> complete(page, result));
                    return;
                }
                break;
            }
            Entry entry = backlog.atOrBehind(at);
            boolean more = entry != null && entry.sequence < end;
            at = more ? entry.sequence + 1 : end;
            if (more) {
                items.add(Item.of(entry));
            }
        }
        result.complete(new Piece(items, at));
    }

    private void complete(ColdEntries.Page page, CompletableFuture<Piece> result) {
        try {
            List<Item> items = page.entries().stream()
                    .filter(entry -> entry.sequence < end)
                    .map(Item::of)
                    .toList();
            result.complete(new Piece(items, page.behind()));
        } catch (RefusedException e) {
            result.completeExceptionally(e);
        }
    }
}
