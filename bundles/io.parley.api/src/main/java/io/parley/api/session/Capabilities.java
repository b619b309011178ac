package io.parley.api.session;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one side of a session's connection can. Both say it when the session is opened or resumed, and have an {@link Agreement} then, beyond which
 * neither goes.
 *
 * @param version the version of the session protocol, from 1 on
 * @param serializers content types, in the order of preference
 * @param compressors content encodings, in the order of preference
 * @param largest the largest message that this side takes, in bytes, as the connection's protocol counts them; {@link #ANY} for any
 * @param credit how many messages this side takes that it has not answered yet, at most
 * @param features names of what this side can do, or wants to
 */
public record Capabilities(
        int version,
        List<String> serializers,
        List<String> compressors,
        long largest,
        int credit,
        SortedSet<String> features) {

    /** The newest version of the session protocol. */
    public static final int VERSION = 1;

    /** No limit of size. */
    public static final long ANY = Long.MAX_VALUE;

    /** So many names of one kind count, the first ones. */
    private static final int MOST_NAMES = 100;

    public Capabilities {
        if (version < 1) {
            throw new IllegalArgumentException("version is 1 or more, not " + version);
        }
        if (largest < 1) {
            throw new IllegalArgumentException("largest is 1 or more, not " + largest);
        }
        if (credit < 1) {
            throw new IllegalArgumentException("credit is 1 or more, not " + credit);
        }
        serializers = first(serializers).toList();
        compressors = first(compressors).toList();
        features = Collections.unmodifiableSortedSet(first(features).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Stream<String> first(Collection<String> names) {
        return names.stream().limit(MOST_NAMES);
    }

    /** Of a side that says nothing but how many messages it takes at one time. */
    public static Capabilities ofCredit(int credit) {
        return new Capabilities(VERSION, List.of(), List.of(), ANY, credit, Collections.emptySortedSet());
    }

    /**
     * What this side, a server, and a client can do together: of what there are versions of the older one; of what there is a choice of the
     * client's first that this side has, too, in this side's spelling; of features those that both name.
     */
    public Agreement with(Capabilities client) {
        SortedSet<String> both = new TreeSet<>(client.features);
        both.retainAll(features);
        return new Agreement(
                Math.min(version, client.version),
                choose(client.serializers, serializers),
                choose(client.compressors, compressors),
                largest,
                client.largest,
                credit,
                client.credit,
                both);
    }

    private static Optional<String> choose(List<String> wanted, List<String> known) {
        return wanted.stream()
                .flatMap(name -> known.stream().filter(name::equalsIgnoreCase))
                .findFirst();
    }

    /**
     * What counts for one connection of a client with its session.
     *
     * @param version of the session protocol
     * @param serializer a content type; empty where nothing was chosen
     * @param compressor a content encoding; empty where nothing was chosen
     * @param largestIn the largest message that Parley takes from the client
     * @param largestOut the largest message that the client takes; a larger one is not sent
     * @param creditIn how many unanswered messages the client may have under way
     * @param creditOut how many unacknowledged deliveries the client is sent, at most
     * @param features what the client asked for and is served
     */
    public record Agreement(
            int version,
            Optional<String> serializer,
            Optional<String> compressor,
            long largestIn,
            long largestOut,
            int creditIn,
            int creditOut,
            SortedSet<String> features) {

        public Agreement {
            features = features.isEmpty()
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(features));
        }

        /** With no more deliveries at one time than that. */
        public Agreement atMost(int deliveries) {
            return deliveries >= creditOut
                    ? this
                    : new Agreement(
                            version, serializer, compressor, largestIn, largestOut, creditIn, deliveries, features);
        }
    }
}
