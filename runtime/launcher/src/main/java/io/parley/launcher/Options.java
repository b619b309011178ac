package io.parley.launcher;

import io.parley.launcher.host.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param data the data folder, as given
 * @param settings configuration values in the order given
 * @param shell whether standard input and output are a shell's
 * @param help whether to say how it is used, and nothing else
 * @param command what to run in the runtime that already uses the data folder, instead of starting one
 * @param input whether that command gets standard input
 * @param backup what to put into the data folder, instead of starting
 */
record Options(
        Path data,
        List<Setting> settings,
        boolean shell,
        boolean help,
        Optional<String> command,
        boolean input,
        Optional<Path> backup) {

    static final String USAGE = """
            Usage: run [--data DIR] [--set PID:KEY=VALUE]... [--shell]
                   run [--data DIR] --exec COMMAND [--input]
                   run [--data DIR] --restore BACKUP

              --data DIR            the data folder (default: ./data)
              --set PID:KEY=VALUE   sets one configuration value over the files in config/; may be repeated,
                                    for example --set io.parley.listener~mqtt:port=1883
              --shell               reads shell commands from standard input (default in a terminal)
              --exec COMMAND        runs one shell command in the runtime that uses the data folder,
                                    for example --exec parley:queues
              --input               gives that command standard input; in a terminal, one line without echo
              --restore BACKUP      puts a folder that parley:backup has made into the data folder, which must be
                                    new, and ends; the next start finds everything
              --help                prints this
            """;

    Options {
        settings = List.copyOf(settings);
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException when they are wrong; the message is fit for the user
     */
    static Options parse(String... arguments) {
        Path data = Path.of("data");
        List<Setting> settings = new ArrayList<>();
        boolean shell = false;
        boolean help = false;
        boolean input = false;
        String command = null;
        Path backup = null;
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--data" -> data = Path.of(valueOf(option, rest));
                case "--set" -> settings.add(Setting.parse(valueOf(option, rest)));
                case "--exec" -> command = valueOf(option, rest);
                case "--input" -> input = true;
                case "--restore" -> backup = Path.of(valueOf(option, rest));
                case "--shell" -> shell = true;
                case "--help", "-h" -> help = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (command != null && (shell || !settings.isEmpty())) {
            throw new IllegalArgumentException(
                    "--exec talks to a running runtime; it takes only --data and --input besides");
        }
        if (command == null && input) {
            throw new IllegalArgumentException("--input is for --exec");
        }
        if (backup != null && (command != null || shell || !settings.isEmpty())) {
            throw new IllegalArgumentException("--restore starts nothing; it takes only --data besides");
        }
        return new Options(
                data, settings, shell, help, Optional.ofNullable(command), input, Optional.ofNullable(backup));
    }

    private static String valueOf(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }
}
