package io.parley.engine;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.spi.tracing.Detail;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.ArrayList;
import java.util.List;

/** What is done with several messages at once: a part of the trace of each. Others are added by one thread, before anything begins. */
final class SpanGroup implements Span {

    private final List<Span> all;

    private SpanGroup(List<Span> all) {
        this.all = all;
    }

    /** One more beside what was there. */
    static Span of(Span before, Span more) {
        if (before == NONE || more == NONE) {
            return before == NONE ? more : before;
        }
        if (before instanceof SpanGroup group) {
            group.all.add(more);
            return group;
        }
        return new SpanGroup(new ArrayList<>(List.of(before, more)));
    }

    /** It comes from none of them alone. */
    @Override
    public Message carriedBy(Message message) {
        return message;
    }

    @Override
    public Span begin(Operation operation, String name) {
        return new SpanGroup(
                all.stream().map(span -> span.begin(operation, name)).toList());
    }

    @Override
    public void note(Detail detail, Object value) {
        all.forEach(span -> span.note(detail, value));
    }

    @Override
    public void end() {
        all.forEach(Span::end);
    }

    @Override
    public void fail(RefusedException why) {
        all.forEach(span -> span.fail(why));
    }
}
