package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * What a listener tells clients of MQTT 5 when they connect.
 *
 * @param responseInformation for those that ask for it; empty for nothing. {@code {client}} stands for the client id
 * @param elsewhere where all clients are sent instead of being served
 * @param accept content types that a client may choose from
 * @param acceptEncoding the same of content encodings
 */
record Offer(
        String responseInformation, Optional<Refusal> elsewhere, List<String> accept, List<String> acceptEncoding) {

    static final String RESPONSE_INFORMATION = "mqtt.response.information";
    static final String REDIRECT = "mqtt.redirect";
    static final String SERVER_REFERENCE = "mqtt.server.reference";
    static final String ACCEPT = "mqtt.accept";
    static final String ACCEPT_ENCODING = "mqtt.accept.encoding";

    private static final String CLIENT = "{client}";

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
}
