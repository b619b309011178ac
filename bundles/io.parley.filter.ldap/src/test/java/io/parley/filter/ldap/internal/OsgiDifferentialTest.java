package io.parley.filter.ldap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Random filters, right and wrong ones, come to the same as with OSGi's own {@link FrameworkUtil#createFilter}. What README.md names as different
 * is left out: {@code >=} and {@code <=} between texts that are numbers, {@code &name}, and bytes in hexadecimal digits.
 */
@Timeout(300)
class OsgiDifferentialTest {

    private static final int ROUNDS = Boolean.getBoolean("parley.soak") ? 1_000_000 : 20_000;
    private static final String[] NAMES = {"a", "b", "A", " b ", "priority", "missing", "c c"};
    private static final String[] TEXTS = {"x", "xy", "X y", "", "yxy", "x*y", "(x)", "x\\y", " x"};
    private static final String[] VALUES = {
        "x", "xy", "y", "*", "x*", "*x*y*", "\\*", "\\(x\\)", "x\\\\y", " x", "X Y", "7", " 7 ", "8", "**"
    };
    private static final String[] SIGNS = {"=", "~=", ">=", "<=", ">", "<", "~", "==", ""};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private String any(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private String filter(int depth) {
        String space = random.nextInt(8) == 0 ? " " : "";
        if (depth == 0 || random.nextInt(3) == 0) {
            String sign = random.nextInt(20) == 0 ? any(SIGNS) : SIGNS[random.nextInt(4)];
            return space + "(" + any(NAMES) + sign + any(VALUES) + ")" + space;
        }
        StringBuilder parts = new StringBuilder();
        int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3);
        String kind = any(new String[] {"&", "|", "!"});
        for (int i = 0; i < (kind.equals("!") && random.nextInt(20) > 0 ? 1 : count); i++) {
            parts.append(filter(depth - 1));
        }
        return space + "(" + space + kind + parts + (random.nextInt(40) == 0 ? "" : ")") + space;
    }

    /** True, false, or that it is refused. */
    private static String ours(String filter, Message message) {
        try {
            return String.valueOf(new LdapFilter().compile(filter).test(message));
        } catch (PluginException e) {
            return "refused";
        }
    }

    private static String osgis(String filter, Dictionary<String, Object> properties) {
        try {
            return String.valueOf(FrameworkUtil.createFilter(filter).match(properties));
        } catch (InvalidSyntaxException e) {
            return "refused";
        }
    }

    @Test
    void randomFiltersComeToTheSame() {
        Map<String, Integer> outcomes = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Header> headers = new ArrayList<>();
            Map<String, List<String>> values = new HashMap<>();
            for (String name : List.of("a", "b", "c c")) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    String text = any(TEXTS);
                    headers.add(new Header(name, text));
                    values.computeIfAbsent(name, key -> new ArrayList<>()).add(text);
                }
            }
            int priority = 6 + random.nextInt(3);
            Dictionary<String, Object> properties = new Hashtable<>(values);
            properties.put("priority", (long) priority);
            Message message = Message.to(Address.topic("t"))
                    .headers(Headers.of(headers))
                    .priority(priority)
                    .build();
            String filter = filter(3);
            String expected = osgis(filter, properties);
            assertEquals(expected, ours(filter, message), "With seed " + seed + ": " + filter + " and " + properties);
            outcomes.merge(expected, 1, Integer::sum);
        }
        outcomes.values().forEach(count -> assertTrue(count > ROUNDS / 20, outcomes::toString));
    }
}
