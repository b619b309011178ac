package io.parley.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(
        name = "runtime/bench/run",
        description = "Parley's figures beside the physical limit and its peers, measured in one run.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JournalCommand.class,
            QueueCommand.class,
            BacklogCommand.class,
            DelayedCommand.class,
            SlowCommand.class,
            LocalCommand.class,
            MqttCommand.class,
            StartCommand.class,
            MatchCommand.class,
            FilterCommand.class,
            IdleCommand.class,
            SessionsCommand.class,
            CostCommand.class,
            AllCommand.class
        })
public final class Bench {

    private Bench() {}

    /** Exit code 0; 1 when something failed or a message was lost, doubled or out of order; 2 for wrong arguments. */
    public static void main(String[] args) {
        CommandLine line = new CommandLine(new Bench());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("bench: " + failure.getMessage());
            return 1;
        });
        System.exit(line.execute(args));
    }
}
