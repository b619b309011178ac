package io.parley.migration.internal.socket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How both sides of a connection make sure that the other one knows the secret, which is not sent: each makes a number up, and proves that it knows the
 * secret by a keyed hash over both. The listening side proves it first, so that nobody learns anything from whoever connects.
 */
final class Greeting {

    private static final byte[] MAGIC = "PARLEYPR".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int NUMBER = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Greeting() {}

    /** Of the side that connects. */
    static void connect(DataInputStream in, DataOutputStream out, byte[] secret) throws IOException {
        byte[] mine = number();
        out.write(MAGIC);
        out.writeShort(VERSION);
        out.write(mine);
        out.flush();
        byte[] theirs = read(in);
        if (!MessageDigest.isEqual(read(in), proof("listens", secret, mine, theirs))) {
            throw new IOException("the other Parley does not know the secret");
        }
        out.write(proof("connects", secret, mine, theirs));
        out.flush();
    }

    /** Of the side that listens. */
    static void accept(DataInputStream in, DataOutputStream out, byte[] secret) throws IOException {
        if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC) || in.readUnsignedShort() != VERSION) {
            throw new IOException("it does not speak as a Parley of this version does");
        }
        byte[] theirs = read(in);
        byte[] mine = number();
        out.write(mine);
        out.write(proof("listens", secret, theirs, mine));
        out.flush();
        if (!MessageDigest.isEqual(read(in), proof("connects", secret, theirs, mine))) {
            throw new IOException("it does not know the secret");
        }
    }

    private static byte[] number() {
        byte[] number = new byte[NUMBER];
        RANDOM.nextBytes(number);
        return number;
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(NUMBER);
        if (bytes.length < NUMBER) {
            throw new EOFException("the connection ended");
        }
        return bytes;
    }

    private static byte[] proof(String side, byte[] secret, byte[] connecting, byte[] listening) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(side.getBytes(StandardCharsets.US_ASCII));
            mac.update(connecting);
            return mac.doFinal(listening);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC with SHA-256", e);
        }
    }
}
