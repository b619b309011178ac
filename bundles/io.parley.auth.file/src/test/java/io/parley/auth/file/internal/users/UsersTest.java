package io.parley.auth.file.internal.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.auth.file.internal.text.LineException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Random;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

    private static final String ARGON2 =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    private static final String BCRYPT = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    private static final String SCRAM = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Users read(String text) throws LineException {
        return Users.read(utf8(text));
    }

    private static LineException wrong(String text) {
        return assertThrows(LineException.class, () -> read(text));
    }

    /** From the reference implementation's test.c, version 0x13. */
    @ParameterizedTest
    @ValueSource(
            strings = {ARGON2, "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"})
    void argon2idOfTheReferenceImplementation(String encoded) {
        PasswordHash hash = PasswordHash.parse(encoded);
        assertTrue(hash.matches(utf8("password")));
        assertFalse(hash.matches(utf8("differentpassword")));
        assertEquals(encoded, hash.encoded());
        assertFalse(hash.toString().contains("$"));
    }

    /** From Openwall's crypt_blowfish, wrapper.c. */
    @ParameterizedTest
    @CsvSource({
        "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U*, $2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
        "U*U*U, $2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
        "'', $2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"
    })
    void bcryptOfCryptBlowfish(String password, String encoded) {
        for (String version : new String[] {"$2a$", "$2b$", "$2y$"}) {
            PasswordHash hash = PasswordHash.parse(encoded.replace("$2a$", version));
            assertTrue(hash.matches(utf8(password)), version);
            assertFalse(hash.matches(utf8(password + "x")), version);
        }
    }

    @Test
    void bcryptCountsSeventyTwoBytes() {
        String longest = "0123456789".repeat(7) + "01";
        PasswordHash hash = PasswordHash.parse(OpenBSDBCrypt.generate("2b", utf8(longest), new byte[16], 4));
        assertTrue(hash.matches(utf8(longest)));
        assertTrue(hash.matches(utf8(longest + "more")));
        assertFalse(hash.matches(utf8(longest.substring(1))));
    }

    @Test
    void newHashIsOfItsPassword() {
        Argon2Hash hash = Argon2Hash.of(utf8("grüße"), new SecureRandom());
        PasswordHash again = PasswordHash.parse(hash.encoded());
        assertTrue(again.matches(utf8("grüße")));
        assertFalse(again.matches(utf8("gruesse")));
    }

    @Test
    void eachUserHasALine() throws LineException {
        Users users =
                read("# staff\n\nanna " + ARGON2 + " " + SCRAM + "\r\n  bernd\t" + BCRYPT + "\n\"eva maria\" " + SCRAM);
        assertEquals("3 users", users.toString());
        User anna = users.find("anna").orElseThrow();
        assertEquals(ARGON2, anna.password().orElseThrow().encoded());
        assertEquals(SCRAM, anna.scram().orElseThrow().encoded());
        assertTrue(users.find("bernd").orElseThrow().scram().isEmpty());
        assertTrue(users.find("eva maria").orElseThrow().password().isEmpty());
        assertTrue(users.find("Anna").isEmpty());
        StringBuilder again = new StringBuilder();
        users.all().forEach(user -> again.append(user.line()).append('\n'));
        assertEquals("3 users", read(again.toString()).toString());
        assertEquals(
                anna,
                read(again.toString())
                        .find("anna")
                        .map(user -> new User(user.name(), anna.password(), user.scram()))
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "anna, needs a hash",
        "anna secret, word 2 is not understood",
        "anna $1$abc, a hash begins with",
        "anna $argon2i$v=19$m=256;t=2;p=1$c29tZXNhbHQ$nf65EOgLrQMR, an Argon2 hash is",
        "anna $argon2id$v=19$m=256;t=2;p=1$c29tZXNhbHQ$nf65EOgLrQMR, 16 to 64",
        "anna $argon2id$v=19$m=4;t=2;p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4, m is 8 to 262144",
        "anna $argon2id$v=19$m=9999999;t=2;p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4, m is 8 to 262144",
        "anna $argon2id$v=19$m=256;t=0;p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4, t is 1 to 100",
        "anna $2a$05$short, a bcrypt hash is",
        "anna $2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW, cost",
        "anna SCRAM-SHA-256$1:W22ZaJ0SNY7soEsUEjb6gQ==$x:y, a SCRAM credential is",
        "anonymous $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW, do not log in",
        "'\"anna $2a', has no second one",
        "'\"anna\"$2a', a blank has to follow",
        "'\"\" $2a', 1 to 256"
    })
    void brokenLineIsNamed(String line, String said) {
        LineException wrong = wrong("# first\nbernd " + BCRYPT + "\n" + line.replace(';', ',') + "\n");
        assertEquals(3, wrong.line());
        assertTrue(wrong.getMessage().contains(said), wrong.getMessage());
        for (String secret : new String[] {"nf65EOgLrQMR", "c29tZXNhbHQ", "E5YPO9km", "W22Za", "secret"}) {
            assertFalse(wrong.getMessage().contains(secret), wrong.getMessage());
        }
    }

    @Test
    void everyOtherThingIsNamedToo() {
        assertTrue(wrong("a " + BCRYPT + "\na " + BCRYPT).getMessage().contains("already"));
        assertTrue(wrong("a " + BCRYPT + " " + BCRYPT).getMessage().contains("word 3"));
        assertTrue(wrong("a " + SCRAM + " " + SCRAM).getMessage().contains("word 3"));
        assertTrue(wrong("a\u0001b " + BCRYPT).getMessage().contains("control"));
        assertTrue(wrong("a".repeat(257) + " " + BCRYPT).getMessage().contains("256"));
        byte[] bad = utf8("a " + BCRYPT + "\nü " + BCRYPT);
        bad[bad.length - BCRYPT.length() - 2] = (byte) 0xff;
        assertEquals(2, assertThrows(LineException.class, () -> Users.read(bad)).line());
    }

    /** Whatever is in the file, there are users or one line that is named. */
    @Test
    void nonsenseIsNamed() throws LineException {
        byte[] good = utf8("# x\nanna " + ARGON2 + " " + SCRAM + "\n\"b \\\" c\" " + BCRYPT + "\n");
        assertEquals("2 users", Users.read(good).toString());
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = good.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : " $=,:\"\\\n#".charAt(random.nextInt(9)));
            }
            try {
                Users.read(bytes);
            } catch (LineException e) {
                assertTrue(e.line() >= 1 && e.line() <= 100 && !e.getMessage().isBlank(), "seed " + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
