package io.parley.itest.karaf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.itest.harness.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/** A connection to Karaf's shell, in the name of somebody whose password is the same word. */
final class Ssh implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int FIRST_WITHOUT = 24;

    /** It ends with this JVM. */
    private static final SshClient CLIENT = client();

    private final ClientSession session;

    Ssh(InetSocketAddress server, String user) throws IOException {
        session = CLIENT.connect(user, server).verify(LIMIT).getSession();
        session.addPasswordIdentity(user);
        session.auth().verify(LIMIT);
    }

    /** Skips the test where Karaf 4.4 has no shell: it asks for its user in a way that JDK 24 and later do not have. */
    static void require() {
        assumeTrue(
                Runtime.version().feature() < FIRST_WITHOUT,
                "skipped: the shell of Karaf 4.4 does not work on JDK 24 and later");
    }

    /** Which takes nothing from whoever runs the tests. */
    private static SshClient client() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
        return client;
    }

    /** Runs commands, one a line, with that input; what they printed. An {@link AssertionError} when one fails. */
    String exec(String commands, String input) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (ChannelExec channel = session.createExecChannel(commands)) {
            channel.setRedirectErrorStream(true);
            channel.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
            channel.setOut(shown);
            channel.open().verify(LIMIT);
            awaitEnd(channel, commands);
            Integer code = channel.getExitStatus();
            if (code == null || code != 0) {
                throw new AssertionError(commands + " failed: " + shown.toString(UTF_8));
            }
            return shown.toString(UTF_8);
        }
    }

    private static void awaitEnd(ClientChannel channel, String what) {
        if (!channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT).contains(ClientChannelEvent.CLOSED)) {
            throw new AssertionError(what + " does not end");
        }
    }

    /** The shell as a person has it in a terminal. */
    Terminal terminal() throws IOException {
        return new Terminal(session.createShellChannel());
    }

    /** A person's, whose keys and whose sight it has. */
    static final class Terminal implements AutoCloseable {

        private final ChannelShell channel;
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        private final OutputStream keys;

        private Terminal(ChannelShell channel) throws IOException {
            this.channel = channel;
            channel.setPtyType("xterm");
            channel.setRedirectErrorStream(true);
            channel.setOut(shown);
            channel.open().verify(LIMIT);
            keys = channel.getInvertedIn();
        }

        /** Types that and presses Enter. */
        void type(String line) throws IOException {
            keys.write((line + "\r").getBytes(UTF_8));
            keys.flush();
        }

        /** Waits until that is to be seen. */
        void await(String text) throws IOException {
            Waiting.until(text + " in the terminal: " + shown(), () -> shown().contains(text));
        }

        /** All that was to be seen. */
        String shown() {
            return shown.toString(UTF_8);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
