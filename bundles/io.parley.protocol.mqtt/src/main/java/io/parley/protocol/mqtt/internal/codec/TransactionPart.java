package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a PUBLISH is in a transaction, by user properties of Parley's own.
 *
 * @param id the transaction's
 * @param begin of the first part: how long the transaction may last
 * @param end of the last part
 * @param acknowledged packet ids of deliveries that the client is done with
 * @param sends whether its message is sent
 */
public record TransactionPart(
        String id, Optional<Duration> begin, Optional<End> end, List<Integer> acknowledged, boolean sends) {

    /** How a transaction ends. */
    public enum End {
        COMMIT,
        ABORT
    }

    private static final String ID = "parley-transaction";
    private static final String BEGIN = "parley-transaction-begin";
    private static final String END = "parley-transaction-end";
    private static final String ACKNOWLEDGE = "parley-transaction-acknowledge";
    private static final int MOST_MILLIS = 3_600_000;
    private static final int MOST_PACKET_ID = 65_535;

    /** Whether a property of that name is about a transaction. */
    static boolean isAbout(String name) {
        return name.equals(ID) || name.equals(BEGIN) || name.equals(END) || name.equals(ACKNOWLEDGE);
    }

    /**
     * Null where no property is about one.
     *
     * @param sends whether the message goes anywhere
     * @throws RefusedException where one has a wrong value, or there is no id
     */
    static TransactionPart of(List<Header> properties, boolean sends) {
        String id = null;
        Optional<Duration> begin = Optional.empty();
        Optional<End> end = Optional.empty();
        List<Integer> acknowledged = new ArrayList<>(0);
        for (Header property : properties) {
            switch (property.name()) {
                case ID -> id = Extensions.notEmpty(property);
                case BEGIN -> begin = Optional.of(Duration.ofMillis(Extensions.number(property, 1, MOST_MILLIS)));
                case END -> end = Optional.of(end(property));
                case ACKNOWLEDGE -> acknowledged.add((int) Extensions.number(property, 1, MOST_PACKET_ID));
                default -> {}
            }
        }
        if (id == null && (begin.isPresent() || end.isPresent() || !acknowledged.isEmpty())) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "What is a part of a transaction names it, by " + ID);
        }
        return id == null ? null : new TransactionPart(id, begin, end, acknowledged, sends);
    }

    private static End end(Header property) {
        return switch (property.value()) {
            case "commit" -> End.COMMIT;
            case "abort" -> End.ABORT;
            default -> throw Extensions.wrong(property, "commit or abort");
        };
    }
}
