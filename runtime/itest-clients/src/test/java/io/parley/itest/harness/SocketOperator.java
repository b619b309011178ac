package io.parley.itest.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.launcher.CommandClient;
import io.parley.launcher.LaunchException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands go over the socket in the data folder, as those of {@code runtime/run --exec} do, but without a JVM for each. */
final class SocketOperator implements Operator {

    private final Path data;

    SocketOperator(Path data) {
        this.data = data;
    }

    @Override
    public List<String> settings() {
        return List.of();
    }

    @Override
    public Path data() {
        return data;
    }

    @Override
    public Path log() {
        return data.resolve("log/parley.log");
    }

    @Override
    public String exec(String command, String input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            int code = CommandClient.run(
                    data, command, new ByteArrayInputStream(input.getBytes(UTF_8)), new PrintStream(out, true, UTF_8));
            String text = out.toString(UTF_8);
            if (code != 0) {
                throw new AssertionError(command + " failed: " + text);
            }
            return text;
        } catch (LaunchException e) {
            throw new IOException(command + ": " + e.getMessage(), e);
        }
    }

    @Override
    public OptionalInt bundle(String symbolicName) throws IOException {
        Matcher line = Pattern.compile("(?m)^ *(\\d+)\\|.*\\|" + Pattern.quote(symbolicName) + " ")
                .matcher(exec("lb -s " + symbolicName, ""));
        return line.find() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
    }
}
