package io.parley.auth.file.internal.scram;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's first message (RFC 5802, section 7).
 *
 * @param gs2Header with its last comma
 * @param authorizationId empty for none
 * @param user as sent, decoded
 * @param bare the message without the header
 */
record ClientFirst(String gs2Header, String authorizationId, String user, String nonce, String bare) {

    /** Extensions may follow; a mandatory one, {@code m=}, would have to be understood. */
    private static final Pattern FORM = Pattern.compile(
            "(?<header>[ny],(?:a=(?<authorization>[^,\\x00]{1,1024}))?,)"
                    + "(?<bare>n=(?<user>[^,\\x00]{1,1024}),r=(?<nonce>[\\x21-\\x2b\\x2d-\\x7e]{1,256})(?:,[A-Za-ln-z]=[^,\\x00]+)*)");

    /** @throws IllegalArgumentException in words for the log */
    static ClientFirst parse(String message) {
        if (message.startsWith("p=")) {
            throw new IllegalArgumentException("channel binding is not supported");
        }
        Matcher form = FORM.matcher(message);
        if (!form.matches()) {
            throw new IllegalArgumentException("this is no first message of SCRAM: n,,n=USER,r=NONCE");
        }
        String authorization = form.group("authorization");
        return new ClientFirst(
                form.group("header"),
                authorization == null ? "" : name(authorization),
                name(form.group("user")),
                form.group("nonce"),
                form.group("bare"));
    }

    /** A comma is written {@code =2C}, an equals sign {@code =3D}, and nothing else so. */
    private static String name(String encoded) {
        StringBuilder name = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '=') {
                name.append(c);
            } else if (encoded.startsWith("2C", i + 1)) {
                name.append(',');
                i += 2;
            } else if (encoded.startsWith("3D", i + 1)) {
                name.append('=');
                i += 2;
            } else {
                throw new IllegalArgumentException("in a name of SCRAM, = is followed by 2C or 3D");
            }
        }
        return name.toString();
    }
}
