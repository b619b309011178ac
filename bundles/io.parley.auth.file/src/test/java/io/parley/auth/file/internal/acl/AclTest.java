package io.parley.auth.file.internal.acl;

import static io.parley.spi.security.Authorizer.Action.RECEIVE;
import static io.parley.spi.security.Authorizer.Action.SEND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.auth.file.internal.text.LineException;
import io.parley.spi.security.Authorizer.Action;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclTest {

    private static Acl acl(String... lines) {
        try {
            return AclReader.read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        } catch (LineException e) {
            throw new AssertionError(e.line() + ": " + e.getMessage(), e);
        }
    }

    private static boolean anna(Acl acl, Action action, String address) {
        return acl.allowed("anna", "c1", action, Address.parse(address));
    }

    @Test
    void deniesWhatNoRuleAllows() {
        assertFalse(anna(Acl.NOTHING, SEND, "topic:a"));
        assertFalse(anna(acl("# nothing"), RECEIVE, "topic:a"));
        Acl acl = acl("allow user anna send topic:a");
        assertTrue(anna(acl, SEND, "topic:a"));
        assertFalse(anna(acl, RECEIVE, "topic:a"));
        assertFalse(anna(acl, SEND, "queue:a"));
        assertFalse(acl.allowed("bernd", "c1", SEND, Address.topic("a")));
    }

    @Test
    void firstRuleThatIsAboutItDecides() {
        Acl acl = acl(
                "group staff = anna eva",
                "allow client c1 send topic:special",
                "deny group staff send topic:special topic:other",
                "allow all send,receive topic:#",
                "deny user anna send topic:late");
        assertTrue(anna(acl, SEND, "topic:special"));
        assertFalse(acl.allowed("anna", "c2", SEND, Address.topic("special")));
        assertTrue(acl.allowed("bernd", "c2", SEND, Address.topic("special")));
        assertFalse(anna(acl, SEND, "topic:other"));
        assertTrue(anna(acl, RECEIVE, "topic:other"));
        assertTrue(anna(acl, SEND, "topic:late"));
        assertEquals("4 rules", acl.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "topic:a/b, a/b, true",
        "topic:a/b, a, false",
        "topic:a/b, a/b/c, false",
        "topic:a/+, a/b, true",
        "topic:a/+, a/, true",
        "topic:a/+, a, false",
        "topic:a/+, a/+, true",
        "topic:a/+, a/#, false",
        "topic:a/#, a, true",
        "topic:a/#, a/b/c, true",
        "topic:a/#, a/#, true",
        "topic:a/#, a/+/#, true",
        "topic:a/#, +/b, false",
        "topic:a/+/#, a/#, false",
        "topic:a/+/#, a/b, true",
        "topic:+/+, a/b, true",
        "topic:+/+, +/b, true",
        "topic:#, #, true",
        "topic:#, $SYS/x, false",
        "topic:#, $SYS/#, false",
        "topic:+/x, $SYS/x, false",
        "topic:$SYS/#, $SYS/#, true",
        "topic:$SYS/#, #, false",
        "topic:$SYS/+, $SYS/x, true",
        "topic:a, +, false",
        "*, $SYS/#, true",
        "*, #, true",
        "topic:%c/%u, c1/anna, true",
        "topic:%c/%u, c1/bernd, false",
        "topic:%c/%u, +/anna, false",
        "topic:x-%c-%u/#, x-c1-anna/y, true",
        "topic:x-%c-%u/#, x-c1-ann/y, false",
        "topic:100%%/a, 100%/a, true"
    })
    void patternIsAllowedIfAllIsThatItCouldMatch(String rule, String wanted, boolean allowed) {
        assertEquals(allowed, anna(acl("allow all receive " + rule), RECEIVE, "topic:" + wanted));
    }

    @ParameterizedTest
    @CsvSource({
        "topic:a/secret, a/#, false",
        "topic:a/secret, a/+, false",
        "topic:a/secret, +/secret, false",
        "topic:a/secret, #, false",
        "topic:a/secret, a/b, true",
        "topic:a/secret, b/#, true",
        "topic:a/secret/#, a/+/x, false",
        "topic:a/secret/#, a/+, false",
        "topic:+/secret, a/#, false",
        "topic:+/secret, a/x/#, true",
        "topic:$SYS/#, #, true",
        "topic:$SYS/#, +/x, true",
        "topic:$SYS/#, $SYS/x, false",
        "topic:a/%u, a/#, false",
        "topic:a/%u, a/bernd, true",
        "queue:a/secret, a/#, true",
        "*, b, false"
    })
    void patternIsDeniedIfAnythingIsThatItCouldMatch(String rule, String wanted, boolean allowed) {
        Acl acl = acl("deny all receive " + rule, "allow all receive topic:# topic:$SYS/#");
        assertEquals(allowed, anna(acl, RECEIVE, "topic:" + wanted));
    }

    @Test
    void wildcardsInWhatReplacesAreText() {
        Acl acl = acl("allow all receive topic:home/%c/#", "allow all send session:%c");
        for (String evil : List.of("+", "#", "a/b", "+/x", "%c", "")) {
            assertFalse(acl.allowed("u", evil, RECEIVE, Address.topic("home/other/x")), evil);
            assertFalse(acl.allowed("u", evil, RECEIVE, Address.topic("home/#")), evil);
            assertFalse(acl.allowed("u", evil, RECEIVE, Address.topic("home/+/x")), evil);
        }
        assertTrue(acl.allowed("u", "a", RECEIVE, Address.topic("home/a/x")));
        assertTrue(acl.allowed("u", "a/b", SEND, Address.session("a/b")));
        assertFalse(acl.allowed("u", "a/b", SEND, Address.session("a")));
    }

    @Test
    void otherKindsOfAddress() {
        Acl acl = acl(
                "allow all send,receive queue:orders/#", "allow all send route:+", "allow user anna send session:#");
        assertTrue(anna(acl, SEND, "queue:orders"));
        assertTrue(anna(acl, RECEIVE, "queue:orders/eu"));
        assertFalse(anna(acl, RECEIVE, "queue:other"));
        assertTrue(anna(acl, SEND, "route:in"));
        assertFalse(anna(acl, SEND, "route:in/x"));
        assertTrue(anna(acl, SEND, "session:any/thing"));
        assertTrue(anna(acl("allow all send principal:+"), SEND, "principal:any/one"));
        assertFalse(anna(acl("allow all send session:#"), SEND, "principal:anyone"));
        assertTrue(anna(acl("allow all receive group:%u/#"), RECEIVE, "group:anna/friends"));
        assertFalse(anna(acl("allow all receive group:%u/#"), RECEIVE, "group:bernd/friends"));
        assertFalse(anna(acl("allow all receive group:%u/#"), SEND, "group:anna/friends"));
        assertFalse(anna(acl, RECEIVE, "queue:+"), "no wildcard in a queue's name");
        assertTrue(anna(acl("allow all receive queue:+"), RECEIVE, "queue:+"));
    }

    @Test
    void decidesAboutSessionsOnlyWhatALineIsAbout() {
        assertEquals(Set.of(SEND, RECEIVE), Acl.NOTHING.actions());
        assertEquals(Set.of(SEND, RECEIVE), acl("allow all send,receive *").actions());
        Acl acl = acl(
                "deny user bernd open,resume session:+",
                "allow all open,resume session:%c",
                "deny all change session:+");
        assertEquals(Set.of(Action.values()), acl.actions());
        assertTrue(anna(acl, Action.OPEN, "session:c1"));
        assertTrue(anna(acl, Action.RESUME, "session:c1"));
        assertFalse(anna(acl, Action.OPEN, "session:c2"));
        assertFalse(acl.allowed("bernd", "c1", Action.OPEN, Address.session("c1")));
        assertFalse(anna(acl, Action.CHANGE, "session:c1"));
        assertFalse(anna(acl, Action.CHANGE, "group:g"), "what no line allows");
        assertTrue(anna(acl("allow all change,send group:#"), Action.CHANGE, "group:team/a"));
    }

    @ParameterizedTest
    @CsvSource({
        "permit all send topic:a, 'allow, deny or group'",
        "allow, too short",
        "allow all send, too short",
        "allow user anna send, too short",
        "allow everybody x send topic:a, 'all, user, group or client'",
        "allow all write topic:a, 'send, receive, open, resume or change'",
        "'allow all send,send topic:a', several with commas",
        "'allow all send, topic:a', several with commas",
        "allow all send a, 'topic:, queue:, session:, route:, principal: or group:'",
        "allow all send topic:, 'topic:, queue:'",
        "allow all send topic:a+, stand alone",
        "allow all send topic:a#/b, stand alone",
        "allow all send topic:#/b, '# is the last level'",
        "allow all send topic:%x, behind %",
        "allow all send topic:50%, behind %",
        "allow group none send topic:a, no group 'none'",
        "group g, a group is written",
        "group g anna, a group is written",
        "group staff = anna, already",
        "'allow all send \"topic:a', no second one"
    })
    void brokenLineIsNamed(String line, String said) {
        String file = "group staff = anna\n\nallow group staff send topic:a\n" + line;
        LineException wrong =
                assertThrows(LineException.class, () -> AclReader.read(file.getBytes(StandardCharsets.UTF_8)));
        assertEquals(4, wrong.line());
        assertTrue(wrong.getMessage().contains(said), wrong.getMessage());
    }

    @Test
    void nonsenseIsNamed() {
        byte[] good = "group g = a b\nallow group g send,receive topic:x/+/# queue:%c\ndeny user \"e f\" send *\n"
                .getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : " +#/%:=*\"\\\n".charAt(random.nextInt(11)));
            }
            try {
                AclReader.read(bytes).allowed("a", "c", RECEIVE, Address.topic("x/#"));
            } catch (LineException e) {
                assertTrue(e.line() >= 1 && !e.getMessage().isBlank(), "seed " + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Against all names of three levels over a small alphabet. */
    @Test
    void whatIsAllowedAsAPatternIsAllowedNameByName() {
        String[] letters = {"a", "b", "$x"};
        List<String> names = new ArrayList<>();
        for (String one : letters) {
            names.add(one);
            for (String two : letters) {
                names.add(one + "/" + two);
                for (String three : letters) {
                    names.add(one + "/" + two + "/" + three);
                }
            }
        }
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            String[] rules = new String[1 + random.nextInt(4)];
            for (int i = 0; i < rules.length; i++) {
                rules[i] = (random.nextBoolean() ? "allow" : "deny") + " all receive topic:" + pattern(random);
            }
            Acl acl = acl(rules);
            String wanted = pattern(random);
            if (anna(acl, RECEIVE, "topic:" + wanted)) {
                for (String name : names) {
                    if (matches(wanted, name)) {
                        assertTrue(anna(acl, RECEIVE, "topic:" + name), "seed " + seed + ": " + name + " of " + wanted);
                    }
                }
            }
        }
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String level = new String[] {"a", "b", "$x", "+", "#"}[random.nextInt(5)];
            pattern.append(pattern.isEmpty() ? "" : "/").append(level);
            if (level.equals("#")) {
                break;
            }
        }
        return pattern.toString();
    }

    /** MQTT 5.0, section 4.7. */
    private static boolean matches(String pattern, String name) {
        if (name.startsWith("$") && (pattern.startsWith("+") || pattern.startsWith("#"))) {
            return false;
        }
        String regex =
                ("/" + pattern).replace("$", "\\$").replace("/+", "/[^/]*").replaceAll("/#$", "(/.*)?");
        return ("/" + name).matches(regex);
    }
}
