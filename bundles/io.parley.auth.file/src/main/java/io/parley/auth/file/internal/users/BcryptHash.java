package io.parley.auth.file.internal.users;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt, as OpenBSD and htpasswd write it. Only the first 72 bytes of a password count.
 *
 * @param encoded with a cost of 4 to 16
 */
public record BcryptHash(String encoded) implements PasswordHash {

    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int LONGEST = 72;

    static BcryptHash parse(String encoded) {
        Matcher form = FORM.matcher(encoded);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a bcrypt hash is $2a$, $2b$ or $2y$, two digits for the cost, $ and 53 of ./A-Za-z0-9");
        }
        int cost = Integer.parseInt(form.group(1));
        if (cost < 4 || cost > 16) {
            throw new IllegalArgumentException("the cost of a bcrypt hash is 04 to 16, not " + form.group(1));
        }
        return new BcryptHash(encoded);
    }

    @Override
    public boolean matches(byte[] password) {
        byte[] counts = password.length > LONGEST ? java.util.Arrays.copyOf(password, LONGEST) : password;
        return OpenBSDBCrypt.checkPassword(encoded, counts);
    }

    /** Not for anybody to see. */
    @Override
    public String toString() {
        return "bcrypt";
    }
}
