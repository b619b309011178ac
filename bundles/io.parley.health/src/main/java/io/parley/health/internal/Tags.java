package io.parley.health.internal;

import java.util.List;

/** The tags of health checks, by which people choose some of them. */
final class Tags {

    /** All of Parley's. */
    static final String PARLEY = "parley";

    /** What has to be well for Parley to do its work. */
    static final String READY = "ready";

    /** What is wrong with the process itself, so that only a new one helps. */
    static final String LIVE = "live";

    static final String DISK = "disk";

    private Tags() {}

    /** Of a part, by its subject: {@code listener:mqtt}. */
    static List<String> of(String subject) {
        String kind = subject.replaceFirst(":.*", "");
        return switch (kind) {
            case "journal" -> List.of(PARLEY, READY, "journal");
            case "view" -> List.of(PARLEY, READY, "journal", "view");
            case "listener" -> List.of(PARLEY, READY, "listeners");
            case "lag" -> List.of(PARLEY, READY, "lag", "view");
            // That clients are slow is no reason to send nothing here.
            case "consumers" -> List.of(PARLEY, "consumers");
            // Everything but the search works without it.
            case "search" -> List.of(PARLEY, "search");
            case "plugins" -> List.of(PARLEY, READY, "plugins");
            default -> List.of(PARLEY, READY, kind);
        };
    }
}
