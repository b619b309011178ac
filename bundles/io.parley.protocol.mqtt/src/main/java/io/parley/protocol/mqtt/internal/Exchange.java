package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Capabilities;
import io.parley.protocol.mqtt.internal.codec.Features;
import io.parley.protocol.mqtt.internal.codec.Terms;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The exchange of capabilities in CONNECT and CONNACK: by properties of MQTT where there are some, and by user properties of Parley's own. */
final class Exchange {

    private static final String VERSION = "parley-version";
    private static final String ACCEPT = "parley-accept";
    private static final String ACCEPT_ENCODING = "parley-accept-encoding";
    private static final String FEATURES = "parley-features";

    /** What Parley serves whatever the listener's settings are. */
    private static final List<String> ALWAYS =
            List.of("delay", "filters", "groups", "group-state", "priority", "replay", "resume", "transactions");

    private Exchange() {}

    /**
     * What a client says of itself in its CONNECT.
     *
     * @throws RefusedException INVALID for a version that is none
     */
    static Capabilities client(Terms terms, Settings settings) {
        return new Capabilities(
                version(terms.user()),
                names(terms.user(), ACCEPT).toList(),
                names(terms.user(), ACCEPT_ENCODING).toList(),
                terms.maximumPacketSize(),
                Math.min(settings.inflightMaximum(), terms.receiveMaximum()),
                new TreeSet<>(names(terms.user(), FEATURES).toList()));
    }

    private static int version(List<Header> user) {
        String text = user.stream()
                .filter(property -> property.name().equals(VERSION))
                .map(Header::value)
                .findFirst()
                .orElse("1");
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, VERSION + " is a whole number from 1 to 999999999");
        }
        return Integer.parseInt(text);
    }

    /** Separated by commas, or in several properties. */
    private static Stream<String> names(List<Header> user, String name) {
        return user.stream()
                .filter(property -> property.name().equals(name))
                .flatMap(property -> Stream.of(property.value().split(",")))
                .map(String::strip)
                .filter(one -> !one.isEmpty());
    }

    /** What the listener can, and lets clients do. */
    static Capabilities server(Settings settings) {
        return new Capabilities(
                Capabilities.VERSION,
                settings.offer().accept(),
                settings.offer().acceptEncoding(),
                settings.maxPacketBytes(),
                settings.receiveMaximum(),
                served(settings.features()));
    }

    private static SortedSet<String> served(Features features) {
        SortedSet<String> served = new TreeSet<>(ALWAYS);
        add(served, "exactly-once", features.maximumQos() == Guarantee.EXACTLY_ONCE);
        add(served, "retain", features.retain());
        add(served, "wildcards", features.wildcards());
        add(served, "identifiers", features.identifiers());
        add(served, "shared", features.shared());
        add(served, "aliases", features.topicAliases() > 0);
        return served;
    }

    private static void add(SortedSet<String> all, String name, boolean served) {
        if (served) {
            all.add(name);
        }
    }

    /** The user properties of a CONNACK: what was chosen of what the client named; what it did not name is left out. */
    static List<Header> answer(Terms terms, Capabilities.Agreement agreed) {
        List<Header> answer = new ArrayList<>(2);
        if (named(terms, VERSION)) {
            answer.add(new Header(VERSION, Integer.toString(agreed.version())));
        }
        agreed.serializer().ifPresent(chosen -> answer.add(new Header(ACCEPT, chosen)));
        agreed.compressor().ifPresent(chosen -> answer.add(new Header(ACCEPT_ENCODING, chosen)));
        if (named(terms, FEATURES)) {
            answer.add(new Header(FEATURES, String.join(",", agreed.features())));
        }
        return answer;
    }

    private static boolean named(Terms terms, String name) {
        return terms.user().stream().anyMatch(property -> property.name().equals(name));
    }
}
