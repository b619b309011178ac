package io.parley.itest.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One {@code mosquitto_sub}, or one {@code mosquitto_pub} after the other. */
final class MosquittoEndpoint implements Endpoint {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern ANSWER =
            Pattern.compile("Client .* received (CONNACK|DISCONNECT|PUBACK|PUBCOMP) \\((?:Mid: \\d+, RC:)?(\\d+)\\)");
    private static final Pattern SUBACK = Pattern.compile("Subscribed \\(mid: \\d+\\): (\\d+)");

    /** The options of messages, in the order of {@link #FORMAT}. */
    private static final List<String> FIELDS = List.of(
            "topic",
            "qos",
            "retain",
            "content-type",
            "correlation-data",
            "message-expiry-interval",
            "payload-format-indicator",
            "response-topic",
            "subscription-identifier",
            "user-properties",
            "payload");

    private static final String FORMAT = "MESSAGE\\t%t\\t%q\\t%r\\t%C\\t%D\\t%E\\t%F\\t%R\\t%S\\t%P\\t%p";

    private static final Set<String> OF_CONNECT = Set.of(
            "receive-maximum",
            "maximum-packet-size",
            "topic-alias-maximum",
            "request-problem-information",
            "request-response-information",
            "user-property");
    private static final Set<String> OF_WILL = Set.of(
            "will-delay-interval",
            "payload-format-indicator",
            "message-expiry-interval",
            "content-type",
            "response-topic",
            "correlation-data");
    private static final Set<String> OF_SUBSCRIBE = Set.of("subscription-identifier", "user-property");
    private static final Set<String> OF_PUBLISH = Set.of(
            "payload-format-indicator",
            "message-expiry-interval",
            "content-type",
            "response-topic",
            "correlation-data",
            "topic-alias",
            "user-property");

    private final Path folder;
    private final Map<String, String> environment;
    private final EventLog events;
    private final List<Program> programs = new ArrayList<>();
    private Line connect = Line.of("connect");

    MosquittoEndpoint(Path folder, Map<String, String> environment, EventLog events) {
        this.folder = folder;
        this.environment = environment;
        this.events = events;
    }

    @Override
    public void accept(Line command) throws IOException {
        switch (command.verb()) {
            case "connect" -> connect = command;
            case "subscribe" -> subscribe(command);
            case "publish" -> publish(List.of(command));
            case "disconnect" -> leave();
            default -> throw new IllegalArgumentException("mosquitto cannot do \"" + command + "\"");
        }
    }

    /** Messages that differ in nothing but the payload go through one connection. */
    @Override
    public void publish(List<Line> messages) throws IOException {
        Line first = messages.get(0);
        boolean alike = messages.stream()
                .allMatch(message -> message.get("topic").equals(first.get("topic"))
                        && without("payload", message).equals(without("payload", first)));
        if (!alike) {
            for (Line message : messages) {
                publish(List.of(message));
            }
            return;
        }
        List<String> command = command("mosquitto_pub");
        command.addAll(List.of("-t", first.need("topic"), "-q", first.get("qos").orElse("0")));
        if (first.flag("retain")) {
            command.add("-r");
        }
        properties(command, "publish", OF_PUBLISH, first, "");
        boolean empty = first.need("payload").isEmpty();
        command.add(empty ? "-n" : "-l");
        Program program = start(command);
        if (!empty) {
            for (Line message : messages) {
                program.send(message.need("payload"));
            }
            program.endInput();
        }
        int code = program.awaitEnd(LIMIT);
        if (code != 0) {
            events.add(Line.of("failed").with("what", "publish").with("code", code));
        } else if (first.number("qos", 0) == 0) {
            messages.forEach(message -> events.add(Line.of("published").with("code", 0)));
        }
    }

    private void subscribe(Line subscribe) throws IOException {
        List<String> command = command("mosquitto_sub");
        command.addAll(List.of(
                "-t", subscribe.need("filter"), "-q", subscribe.get("qos").orElse("0")));
        command.addAll(List.of("-F", FORMAT));
        if (subscribe.flag("retain-as-published")) {
            command.add("--retain-as-published");
        }
        properties(command, "subscribe", OF_SUBSCRIBE, subscribe, "");
        start(command);
    }

    private List<String> command(String program) {
        // It buffers what it prints into a pipe, and a test would wait for lines that sit in the buffer.
        List<String> command =
                new ArrayList<>(List.of("stdbuf", "-oL", folder.resolve(program).toString(), "-d"));
        command.addAll(List.of("-h", connect.need("host"), "-p", connect.need("port"), "-i", connect.need("id")));
        command.addAll(List.of("-V", connect.need("version").equals("5") ? "mqttv5" : "mqttv311"));
        option(command, "-k", connect.get("keep-alive"));
        option(command, "-u", connect.get("user"));
        option(command, "-P", connect.get("password"));
        option(command, "--cafile", connect.get("ca"));
        option(command, "--cert", connect.get("certificate"));
        option(command, "--key", connect.get("key"));
        option(command, "--will-topic", connect.get("will.topic"));
        option(command, "--will-payload", connect.get("will.payload"));
        option(command, "--will-qos", connect.get("will.qos"));
        if (connect.flag("will.retain")) {
            command.add("--will-retain");
        }
        option(command, "-x", connect.get("session-expiry-interval"));
        if (connect.get("clean").filter("0"::equals).isPresent()) {
            command.add("-c");
        }
        properties(command, "connect", OF_CONNECT, connect, "");
        properties(command, "will", OF_WILL, connect, "will.");
        return command;
    }

    private static void option(List<String> command, String option, Optional<String> value) {
        value.ifPresent(text -> command.addAll(List.of(option, text)));
    }

    private static void properties(List<String> command, String packet, Set<String> known, Line from, String prefix) {
        for (Line.Word word : from.words()) {
            String name = word.name().startsWith(prefix) ? word.name().substring(prefix.length()) : "";
            if (name.equals("user-property")) {
                int equals = word.value().indexOf('=');
                command.addAll(List.of("-D", packet, name, word.value().substring(0, equals)));
                command.add(word.value().substring(equals + 1));
            } else if (known.contains(name)) {
                command.addAll(List.of("-D", packet, name, word.value()));
            }
        }
    }

    private static List<Line.Word> without(String name, Line line) {
        return line.words().stream().filter(word -> !word.name().equals(name)).toList();
    }

    private synchronized Program start(List<String> command) throws IOException {
        Program program = new Program(command, environment, this::hear, () -> {});
        programs.add(program);
        return program;
    }

    private void hear(String text) {
        Matcher answer = ANSWER.matcher(text);
        Matcher suback = SUBACK.matcher(text);
        if (text.startsWith("MESSAGE\t")) {
            events.add(message(text.split("\t", -1)));
        } else if (answer.lookingAt()) {
            int code = Integer.parseInt(answer.group(2));
            events.add(Line.of(verb(answer.group(1), code)).with("code", code));
        } else if (suback.lookingAt()) {
            events.add(Line.of("subscribed").with("code", suback.group(1)));
        } else if (!text.startsWith("Client ")) {
            events.add(Line.of("said").with("text", text));
        }
    }

    private static String verb(String packet, int code) {
        return switch (packet) {
            case "CONNACK" -> code == 0 ? "connected" : "refused";
            case "DISCONNECT" -> "closed";
            default -> "published";
        };
    }

    private static Line message(String[] values) {
        Line message = Line.of("message");
        for (int i = 0; i < FIELDS.size(); i++) {
            String value = values[i + 1];
            if (FIELDS.get(i).equals("user-properties")) {
                for (String pair : Stream.of(value.split(" "))
                        .filter(pair -> !pair.isEmpty())
                        .toList()) {
                    message = message.with("user-property", pair.replaceFirst(":", "="));
                }
            } else if (!value.isEmpty() || FIELDS.get(i).equals("payload")) {
                message = message.with(FIELDS.get(i), value);
            }
        }
        return message;
    }

    private synchronized void leave() {
        for (Program program : programs) {
            program.term();
            program.awaitEnd(LIMIT);
        }
        events.add(Line.of("left"));
    }

    @Override
    public synchronized void close() {
        programs.forEach(Program::kill);
    }
}
