package io.parley.itest.swap;

import io.parley.itest.harness.Command;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the server's virtual machine. */
final class Jcmd {

    private static final String PROGRAM =
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

    private final Installation parley;

    Jcmd(Installation parley) {
        this.parley = parley;
    }

    String run(String... request) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM, String.valueOf(parley.pid())));
        command.addAll(List.of(request));
        return Command.run(command);
    }
}
