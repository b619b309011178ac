package io.parley.runtime.internal;

import java.io.ByteArrayInputStream;
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
        InputStream in = Channels.newInputStream(channel);
        String command = new String(in.readNBytes(LONGEST_COMMAND), StandardCharsets.UTF_8);
        PrintStream out = new PrintStream(Channels.newOutputStream(channel), false, StandardCharsets.UTF_8);
        int code = execute(command, out);
        out.write(code);
        out.flush();
    }

    private int execute(String command, PrintStream out) {
        CommandProcessor processor = processors.getService();
        if (processor == null) {
            out.println("The shell is not there.");
            return 1;
        }
        try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, out)) {
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
