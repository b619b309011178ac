package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.RefusedException;

/**
 * Why something was not done, as a client is told.
 *
 * @param text for people; empty for nothing
 * @param serverReference where to go instead; empty for nowhere
 */
public record Refusal(ReasonCode code, String text, String serverReference) {

    public Refusal(ReasonCode code, String text) {
        this(code, text, "");
    }

    /**
     * Of a CONNECT. Why somebody is not let in is for the log only.
     *
     * @param withCredentials whether the client said in any way who it is
     * @param withMethod whether it named an authentication method
     */
    public static Refusal ofConnect(RefusedException why, boolean withCredentials, boolean withMethod) {
        return switch (why.reason()) {
            case NOT_ALLOWED ->
                new Refusal(withCredentials ? ReasonCode.BAD_USER_NAME_OR_PASSWORD : ReasonCode.NOT_AUTHORIZED, "");
            case INVALID ->
                new Refusal(
                        withMethod ? ReasonCode.BAD_AUTHENTICATION_METHOD : ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                        why.getMessage());
            case LIMIT -> new Refusal(ReasonCode.QUOTA_EXCEEDED, why.getMessage());
            // "The Client Identifier is a valid string but is not allowed by the Server": another connection has it,
            // and keeps it.
            case CONFLICT -> new Refusal(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, why.getMessage());
            case NOT_FOUND -> new Refusal(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, why.getMessage());
            case UNAVAILABLE, NOT_OWNED -> new Refusal(ReasonCode.SERVER_UNAVAILABLE, "");
            case MOVED -> new Refusal(ReasonCode.SERVER_MOVED, why.getMessage(), why.movedTo());
        };
    }

    /** Of a PUBLISH. */
    public static Refusal ofPublish(RefusedException why) {
        return of(why, ReasonCode.TOPIC_NAME_INVALID);
    }

    /** Of a part of a transaction, whose topic may be as good as any. */
    public static Refusal ofPart(RefusedException why) {
        return of(why, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
    }

    /** Of a SUBSCRIBE or UNSUBSCRIBE. */
    public static Refusal ofFilter(RefusedException.Reason reason, String text) {
        return new Refusal(code(reason, ReasonCode.TOPIC_FILTER_INVALID), told(reason, text));
    }

    private static Refusal of(RefusedException why, ReasonCode invalid) {
        return new Refusal(code(why.reason(), invalid), told(why.reason(), why.getMessage()));
    }

    private static ReasonCode code(RefusedException.Reason reason, ReasonCode invalid) {
        return switch (reason) {
            case NOT_ALLOWED -> ReasonCode.NOT_AUTHORIZED;
            case LIMIT -> ReasonCode.QUOTA_EXCEEDED;
            case INVALID, NOT_FOUND -> invalid;
            case UNAVAILABLE -> ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR;
            case CONFLICT, NOT_OWNED, MOVED -> ReasonCode.UNSPECIFIED_ERROR;
        };
    }

    /** What a part of Parley says that is not able to do something is for the log. */
    private static String told(RefusedException.Reason reason, String text) {
        return reason == RefusedException.Reason.UNAVAILABLE ? "not able to do that just now" : text;
    }
}
