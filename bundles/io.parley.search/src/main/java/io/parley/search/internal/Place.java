package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page ended, by what never changes of a row.
 *
 * @param time milliseconds since 1970
 */
record Place(long time, String key) {

    String token() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((time + " " + key).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws RefusedException INVALID for a token that is none */
    static Place parse(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            if (space > 0) {
                return new Place(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new RefusedException(Reason.INVALID, "'" + token + "' is no place where a page ended");
    }
}
