package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Headers.Header;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a listener tells clients of MQTT 5 when they connect.
 *
 * @param responseInformation for those that ask for it; empty for nothing. {@code {client}} stands for the client id
 * @param elsewhere where all clients are sent instead of being served
 * @param accept content types that a client may choose from, by its user property {@code parley-accept}
 * @param acceptEncoding the same of content encodings, by {@code parley-accept-encoding}
 */
record Offer(
        String responseInformation, Optional<Refusal> elsewhere, List<String> accept, List<String> acceptEncoding) {

    static final String RESPONSE_INFORMATION = "mqtt.response.information";
    static final String REDIRECT = "mqtt.redirect";
    static final String SERVER_REFERENCE = "mqtt.server.reference";
    static final String ACCEPT = "mqtt.accept";
    static final String ACCEPT_ENCODING = "mqtt.accept.encoding";

    private static final String CLIENT = "{client}";
    private static final String PARLEY_ACCEPT = "parley-accept";
    private static final String PARLEY_ACCEPT_ENCODING = "parley-accept-encoding";

    static Offer read(SettingsReader in) {
        return new Offer(
                in.text(RESPONSE_INFORMATION), elsewhere(in), in.list(ACCEPT, ""), in.list(ACCEPT_ENCODING, ""));
    }

    private static Optional<Refusal> elsewhere(SettingsReader in) {
        String kind = in.text(REDIRECT);
        ReasonCode code = switch (kind) {
            case "", "off" -> ReasonCode.SUCCESS;
            case "temporary" -> ReasonCode.USE_ANOTHER_SERVER;
            case "permanent" -> ReasonCode.SERVER_MOVED;
            default -> throw SettingsReader.wrong(REDIRECT, kind, "off, temporary or permanent");
        };
        return code.isFailure() ? Optional.of(new Refusal(code, "", in.text(SERVER_REFERENCE))) : Optional.empty();
    }

    Optional<String> responseInformation(String clientId) {
        return responseInformation.isEmpty()
                ? Optional.empty()
                : Optional.of(responseInformation.replace(CLIENT, clientId));
    }

    /** Parley's choices from what the client offers, as user properties; one that finds nothing is left out. */
    List<Header> choices(List<Header> user) {
        List<Header> choices = new ArrayList<>(2);
        choose(user, PARLEY_ACCEPT, accept).ifPresent(choices::add);
        choose(user, PARLEY_ACCEPT_ENCODING, acceptEncoding).ifPresent(choices::add);
        return choices;
    }

    /** The first of the client's, separated by commas or in several properties, that is known here. */
    private static Optional<Header> choose(List<Header> user, String name, List<String> known) {
        for (Header property : user) {
            if (property.name().equals(name)) {
                for (String offered : property.value().split(",")) {
                    Optional<String> choice = known.stream()
                            .filter(offered.strip()::equalsIgnoreCase)
                            .findFirst();
                    if (choice.isPresent()) {
                        return choice.map(value -> new Header(name, value));
                    }
                }
            }
        }
        return Optional.empty();
    }
}
