package io.parley.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {

    private static final String QUEUE = """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="any" name="Queue">
                <AD id="name" type="String" name="Name" default="" description="Its name"/>
                <AD id="max" type="Integer" name="Most" min="1" max="1000" default="10"/>
                <AD id="create" type="Boolean" name="Create" default="true"/>
                <AD id="overflow" type="String" name="Overflow" default="reject">
                  <Option label="a" value="reject"/><Option label="b" value="drop-oldest"/>
                </AD>
                <AD id="rules" type="String" cardinality="2147483647" name="Rules"/>
                <AD id="key.password" type="String" name="Password" default=""/>
                <AD id="password.file" type="String" name="File" default=""/>
              </OCD>
              <Designate factoryPid="io.parley.queue"><Object ocdref="any"/></Designate>
            </metatype:MetaData>
            """;

    private static final String ENGINE = """
            <MetaData><OCD id="x"><AD id="expiry" type="Long" min="0" max="4294967295" default="0"/></OCD>
            <Designate pid="io.parley.engine"><Object ocdref="x"/></Designate></MetaData>
            """;

    private ConfigurationCheck check;

    @BeforeEach
    void read() throws Exception {
        TreeMap<String, PidDefinition> pids = new TreeMap<>();
        for (String xml : List.of(QUEUE, ENGINE)) {
            MetatypeReader.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                    .forEach(one -> pids.put(one.pid(), one));
        }
        check = new ConfigurationCheck(new Definitions(pids));
    }

    @Test
    void whatIsRightIsRight() {
        assertEquals(
                List.of(),
                check.all(
                        "io.parley.queue~orders",
                        Map.of(
                                "max", 1,
                                "create", "false",
                                "overflow", " drop-oldest ",
                                "rules", new String[] {"a", "b"},
                                "service.pid", "io.parley.queue~orders",
                                "felix.fileinstall.filename", "file:/x")));
        assertEquals(List.of(), check.all("io.parley.engine", Map.of("expiry", "4294967295")));
        assertEquals(List.of(), check.all("io.parley.engine", Map.of("expiry", "$[env:EXPIRY]")));
    }

    @Test
    void pidsAreNamedWithSimilarOnes() {
        assertEquals(
                List.of("io.parley.qeue~a: nothing here is configured by io.parley.qeue; similar: io.parley.queue"),
                check.names("io.parley.qeue~a", Set.of()));
        assertEquals(
                List.of("io.parley.elsewhere: nothing here is configured by io.parley.elsewhere"),
                check.names("io.parley.elsewhere", Set.of()));
        assertEquals(
                List.of("io.parley.queue: there can be many of it, so each has a name: io.parley.queue~<name>"),
                check.names("io.parley.queue", Set.of()));
        assertEquals(
                List.of("io.parley.engine~a: there is only one of it: io.parley.engine"),
                check.names("io.parley.engine~a", Set.of()));
    }

    @Test
    void keysAreNamedWithSimilarOnes() {
        assertEquals(
                List.of("io.parley.queue~a: there is no key overfolw; similar: overflow"),
                check.names("io.parley.queue~a", Set.of("overfolw", "name")));
        assertEquals(
                List.of("io.parley.queue~a: there is no key something"),
                check.names("io.parley.queue~a", Set.of("something")));
    }

    @Test
    void valuesAreNamedWithWhatIsAllowed() {
        assertEquals(
                List.of(
                        "io.parley.queue~a: create is true or false, not 'perhaps'",
                        "io.parley.queue~a: max is a whole number from 1 to 1000, not '1001'",
                        "io.parley.queue~a: overflow is reject or drop-oldest, not 'explode'",
                        "io.parley.queue~a: rules is missing"),
                check.all("io.parley.queue~a", Map.of("max", "1001", "create", "perhaps", "overflow", "explode")));
        assertEquals(
                List.of("io.parley.engine: expiry is a whole number from 0 to 4294967295, not '1.5'"),
                check.all("io.parley.engine", Map.of("expiry", "1.5")));
    }

    @Test
    void secretsAreNotShown() {
        Map<String, KeyDefinition> keys =
                check.definitions().of("io.parley.queue~a").orElseThrow().keys();
        assertEquals("(hidden)", keys.get("key.password").shown("open sesame"));
        assertEquals("", keys.get("key.password").shown(""));
        assertEquals("$[secret:key]", keys.get("key.password").shown("$[secret:key]"));
        assertEquals("/etc/key", keys.get("password.file").shown("/etc/key"));
        assertEquals("(hidden)", KeyDefinition.shown("unknown.secret", "x"));
        assertEquals("a, b", keys.get("rules").shown(new String[] {"a", "b"}));
    }

    @Test
    void distances() {
        assertEquals(0, Similar.distance("port", "port"));
        assertEquals(1, Similar.distance("prot", "port"));
        assertEquals(1, Similar.distance("por", "port"));
        assertEquals(4, Similar.distance("", "port"));
        assertEquals(List.of("port", "sort"), Similar.to("bort", List.of("sort", "port", "elephant")));
        assertTrue(Similar.to("x", List.of("port")).isEmpty());
        assertFalse(check.definitions().of("io.parley.queue").isPresent());
    }
}
