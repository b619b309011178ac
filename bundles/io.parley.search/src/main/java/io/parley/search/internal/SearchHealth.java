package io.parley.search.internal;

import io.parley.spi.health.Health;
import java.util.function.Supplier;

/** Whether something is found. Safe for all threads. */
final class SearchHealth implements Health {

    private final String subject;
    private final String what;
    private volatile Keeping index;
    private volatile Supplier<String> lacking;
    private volatile String unusable = "";

    /** @param what is found, in the plural */
    SearchHealth(String subject, String what) {
        this.subject = subject;
        this.what = what;
    }

    /** It is found in this index from now on. */
    void use(Keeping kept) {
        use(kept, () -> "");
    }

    /** @param lacks what is not found nevertheless, in words; empty when all is */
    void use(Keeping kept, Supplier<String> lacks) {
        lacking = lacks;
        index = kept;
        unusable = "";
    }

    /** There is none. */
    void without(String why) {
        index = null;
        unusable = why;
    }

    @Override
    public String subject() {
        return subject;
    }

    @Override
    public Report report() {
        Keeping kept = index;
        if (kept == null) {
            return unusable.isEmpty()
                    ? new Report(Status.STARTING, "The index is being opened")
                    : new Report(Status.DEGRADED, unusable);
        }
        String failure = kept.failure();
        if (!failure.isEmpty()) {
            return new Report(
                    Status.DEGRADED, failure + "; no " + what + " are found until io.parley.search starts anew");
        }
        String lacks = lacking.get();
        if (!lacks.isEmpty()) {
            return new Report(Status.DEGRADED, lacks);
        }
        return kept.built()
                ? new Report(Status.UP, kept.size() + " " + what + " are in the index")
                : new Report(Status.STARTING, "The index is being built; no " + what + " are found until then");
    }
}
