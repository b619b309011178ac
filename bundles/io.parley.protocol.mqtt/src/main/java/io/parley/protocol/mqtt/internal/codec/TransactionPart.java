package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a PUBLISH is in a transaction, by user properties of Parley's own.
 *
 * @param id the transaction's
 * @param begin of the first part: how long the transaction may last
 * @param end of the last part
 * @param acknowledged packet ids of deliveries that the client is done with
 * @param state what it changes in a state
 * @param sends whether its message is sent
 */
public record TransactionPart(
        String id,
        Optional<Duration> begin,
        Optional<End> end,
        List<Integer> acknowledged,
        Optional<StateChange> state,
        boolean sends) {

    /**
     * A change of one value of the session's state, or of a group's.
     *
     * @param group whose state it is; empty for the session's
     * @param removes whether the value goes; otherwise the packet's payload is the new one
     * @param expectedVersion what version it has to have, 0 for none
     */
    public record StateChange(Optional<String> group, String key, boolean removes, OptionalLong expectedVersion) {}

    /** How a transaction ends. */
    public enum End {
        COMMIT,
        ABORT
    }

    private static final String ID = "parley-transaction";
    private static final String BEGIN = "parley-transaction-begin";
    private static final String END = "parley-transaction-end";
    private static final String ACKNOWLEDGE = "parley-transaction-acknowledge";
    private static final String STATE = "parley-transaction-state";
    private static final String STATE_REMOVE = "parley-transaction-state-remove";
    private static final String STATE_VERSION = "parley-transaction-state-version";
    private static final String GROUP = "parley-transaction-group";
    private static final int MOST_MILLIS = 3_600_000;
    private static final int MOST_PACKET_ID = 65_535;

    /** Whether a property of that name is about a transaction. */
    static boolean isAbout(String name) {
        return switch (name) {
            case ID, BEGIN, END, ACKNOWLEDGE, STATE, STATE_REMOVE, STATE_VERSION, GROUP -> true;
            default -> false;
        };
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
        Header changed = null;
        OptionalLong version = OptionalLong.empty();
        Optional<String> group = Optional.empty();
        boolean any = false;
        for (Header property : properties) {
            any |= isAbout(property.name());
            switch (property.name()) {
                case ID -> id = Extensions.notEmpty(property);
                case BEGIN -> begin = Optional.of(Duration.ofMillis(Extensions.number(property, 1, MOST_MILLIS)));
                case END -> end = Optional.of(end(property));
                case ACKNOWLEDGE -> acknowledged.add((int) Extensions.number(property, 1, MOST_PACKET_ID));
                case STATE, STATE_REMOVE -> changed = only(changed, property);
                case GROUP -> group = Optional.of(Extensions.notEmpty(property));
                case STATE_VERSION -> version = OptionalLong.of(Extensions.number(property, 0, Long.MAX_VALUE));
                default -> {}
            }
        }
        if (!any) {
            return null;
        }
        if (id == null) {
            throw invalid("What is a part of a transaction names it, by " + ID);
        }
        return new TransactionPart(id, begin, end, acknowledged, change(changed, version, group, sends), sends);
    }

    private static Header only(Header before, Header property) {
        if (before != null) {
            throw invalid("A part of a transaction changes one value of the state, not two");
        }
        Extensions.notEmpty(property);
        return property;
    }

    private static Optional<StateChange> change(
            Header changed, OptionalLong version, Optional<String> group, boolean sends) {
        if (changed == null) {
            if (version.isPresent() || group.isPresent()) {
                throw invalid((version.isPresent() ? STATE_VERSION : GROUP) + " is of a value that " + STATE + " or "
                        + STATE_REMOVE + " names");
            }
            return Optional.empty();
        }
        if (sends) {
            throw invalid(changed.name() + " is for parts that send nothing: their topic is $transaction");
        }
        return Optional.of(
                new StateChange(group, changed.value(), changed.name().equals(STATE_REMOVE), version));
    }

    private static RefusedException invalid(String words) {
        return new RefusedException(RefusedException.Reason.INVALID, words);
    }

    private static End end(Header property) {
        return switch (property.value()) {
            case "commit" -> End.COMMIT;
            case "abort" -> End.ABORT;
            default -> throw Extensions.wrong(property, "commit or abort");
        };
    }
}
