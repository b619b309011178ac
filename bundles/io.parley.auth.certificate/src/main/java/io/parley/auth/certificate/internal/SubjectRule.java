package io.parley.auth.certificate.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Which part of a certificate's subject is the principal. Immutable. */
final class SubjectRule {

    static final String PID = "io.parley.auth.certificate";
    static final SubjectRule COMMON_NAME = new SubjectRule("cn", SubjectRule::commonName);

    private static final int LONGEST = 256;

    private final String words;
    private final Function<String, Optional<String>> principal;

    private SubjectRule(String words, Function<String, Optional<String>> principal) {
        this.words = words;
        this.principal = principal;
    }

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static SubjectRule of(Map<String, ?> properties) {
        String kind = text(properties, "principal", "cn");
        String pattern = text(properties, "pattern", "");
        return switch (kind) {
            case "cn" -> COMMON_NAME;
            case "dn" -> new SubjectRule("dn", Optional::of);
            case "pattern" -> matching(pattern);
            default -> throw new IllegalArgumentException(PID + ": principal is cn, dn or pattern, not '" + kind + "'");
        };
    }

    private static String text(Map<String, ?> properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null ? otherwise : value.toString().strip();
    }

    private static SubjectRule matching(String text) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw wrongPattern(text + "' (" + e.getDescription() + ")");
        }
        if (pattern.matcher("").groupCount() != 1) {
            throw wrongPattern(text + "'");
        }
        return new SubjectRule("pattern " + text, subject -> {
            Matcher matcher = pattern.matcher(subject);
            return matcher.matches() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
        });
    }

    private static IllegalArgumentException wrongPattern(String quoted) {
        return new IllegalArgumentException(
                PID + ": pattern is a regular expression with one group ( ), not '" + quoted);
    }

    /** Empty where the subject has no such part, or nobody may be called so. */
    Optional<String> principal(String subject) {
        return principal
                .apply(subject)
                .filter(name -> !name.isBlank()
                        && name.length() <= LONGEST
                        && !name.equals("anonymous")
                        && name.chars().noneMatch(Character::isISOControl));
    }

    /** The most specific one, where there are several. */
    private static Optional<String> commonName(String subject) {
        List<Rdn> parts;
        try {
            parts = new LdapName(subject).getRdns();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).getType().equalsIgnoreCase("CN") && parts.get(i).getValue() instanceof String name) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** As configured. */
    @Override
    public String toString() {
        return words;
    }
}
