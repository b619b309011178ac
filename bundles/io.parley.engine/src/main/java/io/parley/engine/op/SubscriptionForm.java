package io.parley.engine.op;

import io.parley.api.event.Cursor;
import io.parley.api.event.Start;
import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.time.Instant;
import java.util.Optional;

/** How journal and view hold what a session listens to: the target, and what is asked for there. */
public final class SubscriptionForm {

    private static final Guarantee[] GUARANTEES = Guarantee.values();
    private static final SubscriptionOptions.Retained[] RETAINED = SubscriptionOptions.Retained.values();

    private static final int GUARANTEE = 3;
    private static final int NO_LOCAL = 1 << 2;
    private static final int AS_PUBLISHED = 1 << 3;
    private static final int RETAINED_SHIFT = 4;
    private static final int RETAINED_MASK = 3 << RETAINED_SHIFT;
    private static final int IDENTIFIER = 1 << 6;
    private static final int FILTER = 1 << 7;
    private static final int START = 1 << 8;
    private static final int KNOWN = (START << 1) - 1;

    private static final int LATEST = 0;
    private static final int EARLIEST = 1;
    private static final int AT = 2;
    private static final int AFTER = 3;

    private SubscriptionForm() {}

    /** Writes what {@link #readTarget} reads. */
    public static void write(RecordWriter out, SubscriptionTarget target) {
        out.text(target.address().toString()).text(target.group().orElse(""));
    }

    public static SubscriptionTarget readTarget(RecordReader in) {
        Address address = in.address();
        String group = in.text();
        return new SubscriptionTarget(address, group.isEmpty() ? Optional.empty() : Optional.of(group));
    }

    /** Writes the request without its target, for {@link #readRequest}. */
    public static void write(RecordWriter out, SubscriptionRequest request) {
        SubscriptionOptions options = request.options();
        out.number(request.maximum().ordinal()
                | (options.noLocal() ? NO_LOCAL : 0)
                | (options.retainAsPublished() ? AS_PUBLISHED : 0)
                | options.retained().ordinal() << RETAINED_SHIFT
                | (options.identifier() != 0 ? IDENTIFIER : 0)
                | (options.filter().isPresent() ? FILTER : 0)
                | (options.start().isPresent() ? START : 0));
        if (options.identifier() != 0) {
            out.number(options.identifier());
        }
        options.filter().ifPresent(filter -> out.text(filter.language()).text(filter.text()));
        options.start().ifPresent(start -> write(out, start));
    }

    private static void write(RecordWriter out, Start start) {
        if (start instanceof Start.At at) {
            out.number(AT).fixed(at.time().toEpochMilli());
        } else if (start instanceof Start.After after) {
            out.number(AFTER).text(after.cursor().token());
        } else {
            out.number(start instanceof Start.Earliest ? EARLIEST : LATEST);
        }
    }

    public static SubscriptionRequest readRequest(RecordReader in, SubscriptionTarget target) {
        int how = in.integer();
        int guarantee = how & GUARANTEE;
        int retained = (how & RETAINED_MASK) >> RETAINED_SHIFT;
        if ((how & ~KNOWN) != 0 || guarantee >= GUARANTEES.length || retained >= RETAINED.length) {
            throw new IllegalArgumentException("Unknown options (" + Integer.toHexString(how)
                    + ") of a subscription; a newer Parley wrote this record, or it is damaged");
        }
        SubscriptionOptions options = how == guarantee
                ? SubscriptionOptions.DEFAULT
                : new SubscriptionOptions(
                        (how & NO_LOCAL) != 0,
                        (how & AS_PUBLISHED) != 0,
                        RETAINED[retained],
                        (how & IDENTIFIER) != 0 ? in.integer() : 0,
                        (how & FILTER) != 0
                                ? Optional.of(new FilterExpression(in.text(), in.text()))
                                : Optional.empty(),
                        (how & START) != 0 ? Optional.of(start(in)) : Optional.empty());
        return new SubscriptionRequest(target, GUARANTEES[guarantee], options);
    }

    private static Start start(RecordReader in) {
        int kind = in.integer();
        return switch (kind) {
            case LATEST -> new Start.Latest();
            case EARLIEST -> new Start.Earliest();
            case AT -> new Start.At(Instant.ofEpochMilli(in.fixed()));
            case AFTER -> new Start.After(new Cursor(in.text()));
            default ->
                throw new IllegalArgumentException("Unknown start " + kind
                        + " of a subscription; a newer Parley wrote this record, or it is damaged");
        };
    }
}
