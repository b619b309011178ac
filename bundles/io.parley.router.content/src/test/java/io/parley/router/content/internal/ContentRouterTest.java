package io.parley.router.content.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import io.parley.testkit.RouterContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentRouterTest extends RouterContract {

    private static final Map<String, Object> FIELDS = Map.of(
            "total",
            100L,
            "weight",
            0.1,
            "paid",
            true,
            "country",
            "DE",
            "lines.0.price",
            -5L,
            "nan",
            Double.NaN,
            "digits",
            "100",
            "first-name",
            "Zoë");

    private final ContentRouter router = new ContentRouter();

    @Override
    protected Router router() {
        return router;
    }

    @Override
    protected List<String> rulesTo(List<Address> targets) {
        return targets.stream().map(target -> "priority >= 0 -> " + target).toList();
    }

    @Override
    protected List<List<String>> wrongRules() {
        return List.of(
                List.of(),
                List.of("field.a = 1"),
                List.of("field.a = 1 -> "),
                List.of("field.a = 1 -> orders"),
                List.of("-> queue:a"),
                List.of("field. = 1 -> queue:a"),
                List.of("fields.a = 1 -> queue:a"),
                List.of("field.a == 1 -> queue:a"),
                List.of("field.a = one -> queue:a"),
                List.of("field.a = 'one -> queue:a"),
                List.of("field.a < 'one' -> queue:a"),
                List.of("field.a in () -> queue:a"),
                List.of("field.a in (1 -> queue:a"),
                List.of("(field.a = 1 -> queue:a"),
                List.of("field.a = 1) -> queue:a"),
                List.of("field.a = 1 and -> queue:a"),
                List.of("field.a = 1 field.b = 2 -> queue:a"),
                List.of("otherwise or field.a = 1 -> queue:a"),
                List.of("field.a = 1e9 -> queue:a"),
                List.of("(".repeat(10_000) + "field.a = 1 -> queue:a"),
                List.of("not ".repeat(10_000) + "field.a = 1 -> queue:a"),
                List.of("selector: -> queue:a"),
                List.of("selector: a = 1"),
                List.of("selector: a = 1 -> orders"),
                List.of("priority = 1 -> queue:a", "§ -> queue:b"));
    }

    @Test
    void aFilterMayDecide() throws Exception {
        List<String> rules = List.of(
                "selector: region = 'EU' -> queue:eu",
                "sql:\tregion = '->' AND x -> queue:arrow",
                "otherwise -> queue:rest");
        FilterExpression selector = new FilterExpression("selector", "region = 'EU'");
        FilterExpression sql = new FilterExpression("sql", "region = '->' AND x");
        assertEquals(Set.of(selector, sql), router.filters(rules));
        for (FilterExpression passing : router.filters(rules)) {
            Surroundings around = new Surroundings() {
                @Override
                public Optional<Object> field(String path) {
                    return Optional.empty();
                }

                @Override
                public boolean passes(FilterExpression expression) {
                    return expression.equals(passing);
                }
            };
            assertEquals(
                    List.of(Address.queue(passing.equals(sql) ? "arrow" : "eu")),
                    router.route(message(), rules, around));
        }
        Surroundings missing = new Surroundings() {
            @Override
            public Optional<Object> field(String path) {
                return Optional.empty();
            }

            @Override
            public boolean passes(FilterExpression expression) throws PluginException {
                throw new MissingPluginException("filter", expression.language());
            }
        };
        assertThrows(MissingPluginException.class, () -> router.route(message(), rules, missing));
    }

    private static Message message() {
        return Message.to(Address.route("r"))
                .payload("12345")
                .contentType("application/json")
                .priority(7)
                .orderingKey("k")
                .header("trace", "true")
                .header("retries", "3")
                .header("x-type", "a 'b' -> c")
                .build();
    }

    private boolean holds(String condition) throws PluginException {
        Surroundings fields = path -> Optional.ofNullable(FIELDS.get(path));
        return !router.route(message(), List.of(condition + " -> queue:q"), fields)
                .isEmpty();
    }

    @Test
    void comparisonsHold() throws Exception {
        for (String condition : List.of(
                "field.total = 100",
                "field.total = 100.0",
                "field.total >= 100",
                "field.total <= 100",
                "field.total > 99.99",
                "field.total < 1000000000000000000000",
                "field.total != 99",
                "field.weight = 0.1",
                "field.weight<1",
                "field.paid = true",
                "field.paid != false",
                "field.country = 'DE'",
                "field.country != 'AT'",
                "field.country in ('AT', 'DE')",
                "field.total in (1,100)",
                "field.lines.0.price = -5",
                "field.lines.0.price > -6",
                "field.total exists",
                "field.digits = '100'",
                "field.first-name = 'Zoë'",
                "priority = 7",
                "size = 5",
                "content-type = 'application/json'",
                "ordering-key = 'k'",
                "header.trace = true",
                "header.trace = 'true'",
                "header.retries >= 3",
                "header.retries in (2, 3)",
                "header.x-type = 'a ''b'' -> c'",
                "header.trace exists")) {
            assertTrue(holds(condition), condition);
            assertFalse(holds("not (" + condition + ")"), condition);
        }
    }

    @Test
    void comparisonsDoNotHold() throws Exception {
        for (String condition : List.of(
                "field.total = 99",
                "field.total > 100",
                "field.total < 100",
                "field.total != 100",
                "field.total = '100'",
                "field.digits = 100",
                "field.digits > 1",
                "field.paid = 'true'",
                "field.country != 1",
                "field.none = 1",
                "field.none != 1",
                "field.none in (1)",
                "field.none exists",
                "field.nan > 0",
                "header.none = 'x'",
                "header.none != 'x'",
                "header.none exists",
                "header.x-type > 1",
                "header.trace = 1",
                "correlation-id exists",
                "priority > 7",
                "field.country in ('AT')")) {
            assertFalse(holds(condition), condition);
            assertTrue(holds("not " + condition), condition);
        }
    }

    @Test
    void andBindsCloserThanOr() throws Exception {
        assertTrue(holds("priority = 7 or priority = 7 and priority = 0"));
        assertFalse(holds("(priority = 7 or priority = 7) and priority = 0"));
        assertTrue(holds("not priority = 0 and priority = 7"));
        assertTrue(holds("not not priority = 7"));
    }

    @Test
    void otherwiseIsForWhatNoRuleBeforeTook() throws Exception {
        List<String> rules =
                List.of("field.a = 1 -> queue:one", "field.a exists->queue:any", "otherwise -> queue:rest");

        assertEquals(List.of(Address.queue("one"), Address.queue("any")), route(rules, Map.of("a", 1L)));
        assertEquals(List.of(Address.queue("any")), route(rules, Map.of("a", 2L)));
        assertEquals(List.of(Address.queue("rest")), route(rules, Map.of()));
    }

    private List<Address> route(List<String> rules, Map<String, Object> fields) throws PluginException {
        return router.route(message(), rules, path -> Optional.ofNullable(fields.get(path)));
    }

    @Test
    void fieldsAreReadOnceAndOnlyWhenNeeded() throws Exception {
        List<String> read = new ArrayList<>();
        Surroundings fields = path -> {
            read.add(path);
            return Optional.of(1L);
        };

        router.route(
                message(),
                List.of(
                        "priority = 0 and field.never = 1 -> queue:a",
                        "priority = 7 or field.never = 1 -> queue:b",
                        "field.a = 2 or field.a = 3 -> queue:c",
                        "field.a in (4, 5) -> queue:d"),
                fields);

        assertEquals(List.of("a"), read);
    }

    @Test
    void whatFieldsThrowIsLetThrough() {
        MissingPluginException missing = new MissingPluginException("serializer", "application/json");
        Surroundings fields = path -> {
            throw missing;
        };

        assertEquals(
                missing,
                assertThrows(
                        PluginException.class,
                        () -> router.route(message(), List.of("field.a = 1 -> queue:a"), fields)));
    }

    @Test
    void aWrongRuleSaysWhatIsAllowed() {
        assertEquals(
                "Rule 'field.a ~ 1 -> queue:a': cannot read from '~ 1 -> queue:a' on",
                refusal("field.a ~ 1 -> queue:a"));
        assertEquals(
                "Rule 'field.a like 1 -> queue:a': there is like where this is allowed:"
                        + " =, !=, <, <=, >, >=, in or exists",
                refusal("field.a like 1 -> queue:a"));
        assertEquals(
                "Rule 'field.a = ': it ends where this is allowed: a number, a 'text', true or false",
                refusal("field.a = "));
    }

    private String refusal(String rule) {
        return assertThrows(PluginException.class, () -> router.check(List.of(rule)))
                .getMessage();
    }

    @Test
    void randomRulesAreReadOrRefused() {
        String[] pieces = {
            "field.a",
            "header.b",
            "priority",
            " ",
            "=",
            "!=",
            "<=",
            "'",
            "''",
            "'x'",
            "1",
            "-2.5",
            "and",
            " or ",
            "not ",
            "(",
            ")",
            ",",
            " in ",
            " exists",
            "->",
            "queue:a",
            "otherwise",
            "§",
            "-"
        };
        Random random = new Random(20_260_101);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder rule = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                rule.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                router.check(List.of(rule.toString()));
            } catch (PluginException e) {
                assertTrue(e.getMessage().contains(rule), e.getMessage());
            }
        }
    }
}
