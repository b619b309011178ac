package io.parley.router.topic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.testkit.RouterContract;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicRouterTest extends RouterContract {

    private final TopicRouter router = new TopicRouter();

    @Override
    protected Router router() {
        return router;
    }

    @Override
    protected List<String> rulesTo(List<Address> targets) {
        return targets.stream().map(target -> "# -> " + target).toList();
    }

    @Override
    protected List<List<String>> wrongRules() {
        return List.of(
                List.of(),
                List.of("a/b"),
                List.of("a -> b"),
                List.of(" -> queue:a"),
                List.of("a/#/b -> queue:a"),
                List.of("a+/b -> queue:a"));
    }

    @Test
    void patternsMatchLevels() throws Exception {
        assertMatches("a/b", "a/b");
        assertDiffers("a/b", "a", "a/b/c", "a/", "A/b", "", "aa/b", "a/bb");
        assertMatches("+", "a");
        assertDiffers("+", "", "a/b");
        assertMatches("a/+/c", "a/b/c", "a//c");
        assertDiffers("a/+/c", "a/c", "a/b/b/c", "a/b/c/d");
        assertMatches("a/#", "a", "a/", "a/b", "a/b/c");
        assertDiffers("a/#", "ab", "b/a", "");
        assertMatches("#", "", "a", "a/b", "/");
        assertMatches("+/+", "/", "a/", "/b");
        assertMatches("+/#", "a", "a/b/c");
    }

    private void assertMatches(String pattern, String... subjects) throws PluginException {
        for (String subject : subjects) {
            assertEquals(List.of(Address.queue("q")), route(pattern, subject), pattern + " and " + subject);
        }
    }

    private void assertDiffers(String pattern, String... subjects) throws PluginException {
        for (String subject : subjects) {
            assertEquals(List.of(), route(pattern, subject), pattern + " and " + subject);
        }
    }

    private List<Address> route(String pattern, String subject) throws PluginException {
        Message message = Message.to(Address.route("r"))
                .payload("text")
                .header("subject", subject)
                .build();
        return router.route(message, List.of(pattern + " -> queue:q"), path -> Optional.empty());
    }

    @Test
    void eachRuleThatMatchesAddsItsTargetOnce() throws Exception {
        List<String> rules =
                List.of("a/# -> queue:x", "b -> queue:y", "a/b -> topic:z", "+/b -> queue:x", "a/+->session:s");
        Message message = Message.to(Address.route("r"))
                .payload("")
                .header("subject", "a/b")
                .build();

        assertEquals(
                List.of(Address.queue("x"), Address.topic("z"), Address.session("s")),
                router.route(message, rules, path -> Optional.empty()));
    }
}
