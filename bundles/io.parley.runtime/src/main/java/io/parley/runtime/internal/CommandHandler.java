package io.parley.runtime.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.osgi.util.tracker.ServiceTracker;

/** Runs a command in a Gogo session of its own. */
final class CommandHandler implements CommandSocket.Handler {

    private static final int LONGEST_COMMAND = 65_536;

    private final ServiceTracker<CommandProcessor, CommandProcessor> processors;

    CommandHandler(ServiceTracker<CommandProcessor, CommandProcessor> processors) {
        this.processors = processors;
    }

    @Override
    public void handle(SocketChannel channel) throws IOException {
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        String command = command(in);
        PrintStream out = new PrintStream(Channels.newOutputStream(channel), false, StandardCharsets.UTF_8);
        int code = execute(command, in, out);
        out.write(code);
        out.flush();
    }

    /** Up to a zero byte, behind which comes the command's input, or to the end. */
    private static String command(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b > 0 && bytes.size() < LONGEST_COMMAND; b = in.read()) {
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int execute(String command, InputStream in, PrintStream out) {
        CommandProcessor processor = processors.getService();
        if (processor == null) {
            out.println("The shell is not there.");
            return 1;
        }
        try (CommandSession session = processor.createSession(in, out, out)) {
            // Says to commands that they have no terminal.
            session.put("parley.exec", true);
            session.put("SCOPE", "parley:felix:*");
            Object result = session.execute(command);
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
            return 0;
        } catch (Exception e) {
            out.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return 1;
        }
    }
}
