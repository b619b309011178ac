package io.parley.event.internal;

import io.parley.api.event.Cursor;
import io.parley.engine.contract.Histories;
import io.parley.event.internal.flow.Extracts;
import io.parley.event.internal.topic.TopicRules;
import io.parley.event.internal.topic.TopicSettings;
import io.parley.spi.journal.Durability;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Histories for other parts of Parley. */
final class KeptHistories implements Histories {

    private final TopicRules rules;
    private final Extracts extracts;

    KeptHistories(TopicRules rules, Extracts extracts) {
        this.rules = rules;
        this.extracts = extracts;
    }

    @Override
    public void keep(Object owner, Keeping keeping) {
        rules.put(
                owner,
                new TopicSettings(
                        keeping.pattern(),
                        true,
                        keeping.hours(),
                        keeping.mib(),
                        keeping.messages(),
                        Optional.empty(),
                        Durability.FSYNC));
    }

    @Override
    public void release(Object owner) {
        rules.remove(owner);
    }

    @Override
    public CompletionStage<Extract> read(List<String> patterns, Optional<Cursor> after, int limit) {
        return extracts.read(patterns, after, limit);
    }

    @Override
    public CompletionStage<Extract> last(List<String> patterns, int limit) {
        return extracts.last(patterns, limit);
    }
}
