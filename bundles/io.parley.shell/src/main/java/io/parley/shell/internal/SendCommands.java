package io.parley.shell.internal;

import io.parley.api.event.EventService;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.MessageService;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands {@code parley:publish} and {@code parley:send}. */
@Component(
        service = SendCommands.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=publish", "osgi.command.function=send"})
public final class SendCommands {

    private final MessageService messages;
    private final EventService events;

    @Activate
    public SendCommands(@Reference MessageService messages, @Reference EventService events) {
        this.messages = messages;
        this.events = events;
    }

    @Descriptor("publishes to a topic")
    public String publish(
            CommandSession session,
            @Descriptor("as the topic's retained value; an empty text removes that")
                    @Parameter(
                            names = {"-r", "--retain"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean retain,
            @Descriptor("content type, such as application/json")
                    @Parameter(
                            names = {"-t", "--type"},
                            absentValue = "")
                    String type,
            @Descriptor("0 to 9, 4 for most")
                    @Parameter(
                            names = {"-p", "--priority"},
                            absentValue = "4")
                    int priority,
            @Descriptor("ordering key")
                    @Parameter(
                            names = {"-k", "--key"},
                            absentValue = "")
                    String key,
            @Descriptor("TOPIC TEXT; without a text, standard input of --exec") String[] words)
            throws IOException {
        Message message = message(session, Address.topic(first(words, "a topic")), words, type, priority, key);
        return words(Results.of(events.publish(message, retain)), message);
    }

    @Descriptor("sends to an address")
    public String send(
            CommandSession session,
            @Descriptor("content type, such as application/json")
                    @Parameter(
                            names = {"-t", "--type"},
                            absentValue = "")
                    String type,
            @Descriptor("0 to 9, 4 for most")
                    @Parameter(
                            names = {"-p", "--priority"},
                            absentValue = "4")
                    int priority,
            @Descriptor("ordering key")
                    @Parameter(
                            names = {"-k", "--key"},
                            absentValue = "")
                    String key,
            @Descriptor("ADDRESS TEXT, such as queue:orders; without a text, standard input of --exec") String[] words)
            throws IOException {
        Address address = Address.parse(first(words, "an address, such as queue:orders,"));
        Message message = message(session, address, words, type, priority, key);
        return words(Results.of(messages.send(message)), message);
    }

    private static String first(String[] words, String what) {
        if (words.length == 0) {
            throw new IllegalArgumentException(what + " and a text are needed");
        }
        return words[0];
    }

    private static Message message(
            CommandSession session, Address address, String[] words, String type, int priority, String key)
            throws IOException {
        MessageBuilder message =
                Message.to(address).payload(payload(session, words)).priority(priority);
        if (!type.isEmpty()) {
            message.contentType(type);
        }
        if (!key.isEmpty()) {
            message.orderingKey(key);
        }
        return message.build();
    }

    private static Payload payload(CommandSession session, String[] words) throws IOException {
        if (words.length > 1) {
            return Payload.utf8(String.join(" ", Arrays.asList(words).subList(1, words.length)));
        }
        if (Terminal.isInteractive(session)) {
            throw new IllegalArgumentException("a text is needed; \"\" for none");
        }
        return Payload.wrap(ByteBuffer.wrap(Terminal.input(session)));
    }

    private static String words(Receipt receipt, Message message) {
        String outcome = receipt.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return outcome + ": " + message.payload().size() + " bytes to " + message.address() + ", id " + receipt.id();
    }
}
