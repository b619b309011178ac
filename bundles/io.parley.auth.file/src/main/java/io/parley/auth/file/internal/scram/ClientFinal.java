package io.parley.auth.file.internal.scram;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client's final message (RFC 5802, section 7).
 *
 * @param gs2Header the header of the first message, said again
 * @param nonce the client's and the server's
 * @param proof 32 bytes
 * @param withoutProof what the proof is about
 */
record ClientFinal(String gs2Header, String nonce, byte[] proof, String withoutProof) {

    private static final Pattern FORM = Pattern.compile(
            "(?<without>c=(?<binding>[A-Za-z0-9+/=]{1,2048}),"
                    + "r=(?<nonce>[\\x21-\\x2b\\x2d-\\x7e]{1,512})(?:,[A-Za-ln-z]=[^,\\x00]+)*),p=(?<proof>[A-Za-z0-9+/]{43}=)");

    /** @throws IllegalArgumentException in words for the log */
    static ClientFinal parse(String message) {
        Matcher form = FORM.matcher(message);
        if (!form.matches()) {
            throw new IllegalArgumentException("this is no final message of SCRAM: c=BINDING,r=NONCE,p=PROOF");
        }
        return new ClientFinal(
                new String(Base64.getDecoder().decode(form.group("binding")), StandardCharsets.UTF_8),
                form.group("nonce"),
                Base64.getDecoder().decode(form.group("proof")),
                form.group("without"));
    }
}
