package io.parley.launcher;

import java.io.InputStream;

/** Starts Parley, talks to one that runs, or restores a backup. Exit codes: 0 done, 1 a command failed, 2 not started. */
public final class Main {

    private Main() {}

    /** See {@link Options#USAGE}. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("parley: " + e.getMessage());
            System.err.print(Options.USAGE);
            return 2;
        }
        if (options.help()) {
            System.out.print(Options.USAGE);
            return 0;
        }
        try {
            if (options.command().isPresent()) {
                InputStream input = options.input() ? StandardInput.whole() : InputStream.nullInputStream();
                return CommandClient.run(options.data(), options.command().get(), input, System.out);
            }
            if (options.backup().isPresent()) {
                new Restore(options.backup().get(), options.data(), System.out).run();
                return 0;
            }
            return new Server(Distribution.locate(), options).run();
        } catch (LaunchException e) {
            System.err.println("parley: " + e.getMessage());
            return 2;
        }
    }
}
