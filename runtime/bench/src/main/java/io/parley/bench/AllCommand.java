package io.parley.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Everything, one after the other. */
@Command(name = "all", description = "Everything, one after the other.", mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {

    private static final List<String> COMMANDS = List.of(
            "journal",
            "queue",
            "backlog",
            "delayed",
            "slow",
            "local",
            "mqtt",
            "start",
            "match",
            "filter",
            "idle",
            "sessions");

    @Mixin
    CommonOptions common = new CommonOptions();

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine bench = spec.parent().commandLine();
        int worst = 0;
        for (String command : COMMANDS) {
            System.out.println("== " + command);
            worst = Math.max(worst, bench.execute(arguments(command).toArray(String[]::new)));
        }
        return worst;
    }

    private List<String> arguments(String command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--rounds", "" + common.rounds, "--warm-up", "" + common.warmUp));
        if (common.seconds != null) {
            arguments.addAll(List.of("--seconds", "" + common.seconds));
        }
        arguments.addAll(List.of("--run", common.run.toString()));
        arguments.addAll(List.of("--out", common.out.toString(), "--work", common.work.toString()));
        if (common.smoke) {
            arguments.add("--smoke");
        }
        return arguments;
    }
}
