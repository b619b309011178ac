package io.parley.bench;

import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Option;

/** What all commands share. */
final class CommonOptions {

    private static final int SMOKE_SECONDS = 1;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of each side (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--seconds", description = "Seconds of a round (default: 10, and 3 with the many loads of mqtt).")
    Integer seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description =
                    "Seconds of load on each JVM before the rounds, shared by all loads (default: ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(names = "--smoke", description = "One round of 1 s without warm-up: whether it works, not how fast.")
    boolean smoke;

    @Option(
            names = "--out",
            defaultValue = "runtime/bench/target/report",
            description = "Folder of the reports (default: ${DEFAULT-VALUE}).")
    Path out;

    @Option(
            names = "--work",
            defaultValue = "runtime/bench/target/work",
            description = "Folder for data; on the disk to be measured (default: ${DEFAULT-VALUE}).")
    Path work;

    @Option(
            names = "--run",
            defaultValue = "runtime/run",
            description = "The script that starts Parley (default: ${DEFAULT-VALUE}).")
    Path run;

    int rounds() {
        return smoke ? 1 : rounds;
    }

    int seconds() {
        return seconds(10);
    }

    int seconds(int unlessGiven) {
        return smoke ? SMOKE_SECONDS : Objects.requireNonNullElse(seconds, unlessGiven);
    }

    int warmUp() {
        return smoke ? 0 : warmUp;
    }
}
