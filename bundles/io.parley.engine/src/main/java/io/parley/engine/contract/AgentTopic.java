package io.parley.engine.contract;

import io.parley.api.message.Address;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where messages from one agent to another are logged: {@code $agents/<from>/<to>}. What a topic's level cannot have is written as in URLs,
 * {@code %2F} for {@code /}.
 */
public record AgentTopic(String from, String to) {

    private static final String ROOT = "$agents/";

    /** All of them. */
    public static final String ALL = ROOT + "+/+";

    public Address address() {
        return Address.topic(ROOT + encoded(from) + "/" + encoded(to));
    }

    /** The patterns of what an agent has sent and received. */
    public static List<String> patterns(String agent) {
        return List.of(ROOT + encoded(agent) + "/+", ROOT + "+/" + encoded(agent));
    }

    /** Empty for another topic. */
    public static Optional<AgentTopic> parse(Address address) {
        String[] levels = address.name().split("/", -1);
        boolean ours = address.kind() == Address.Kind.TOPIC && levels.length == 3 && ROOT.equals(levels[0] + "/");
        try {
            return ours ? Optional.of(new AgentTopic(decoded(levels[1]), decoded(levels[2]))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encoded(String agent) {
        StringBuilder level = new StringBuilder();
        for (int i = 0; i < agent.length(); i++) {
            char c = agent.charAt(i);
            switch (c) {
                case '%' -> level.append("%25");
                case '/' -> level.append("%2F");
                case '+' -> level.append("%2B");
                case '#' -> level.append("%23");
                default -> level.append(c);
            }
        }
        return level.toString();
    }

    private static String decoded(String level) {
        return URLDecoder.decode(level, StandardCharsets.UTF_8);
    }
}
