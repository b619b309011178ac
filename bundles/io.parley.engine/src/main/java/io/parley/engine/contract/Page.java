package io.parley.engine.contract;

import java.nio.charset.StandardCharsets;

/**
 * Something that programs can read over HTTP from Parley's own server, which the metrics have. Registered as an OSGi service.
 * Called from any thread; what takes longer than ten seconds is cut off.
 */
public interface Page {

    /** Its path, which begins with a slash. */
    String path();

    /**
     * The page as it is now.
     *
     * @param accept the request's header of that name, or empty
     */
    Answer answer(String accept);

    /**
     * A response.
     *
     * @param status of HTTP
     * @param contentType with its charset
     * @param body the receiver's own
     */
    record Answer(int status, String contentType, byte[] body) {

        /** Plain text. */
        public static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
