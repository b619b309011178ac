package io.parley.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.parley.itest.Definitions.Definition;
import io.parley.itest.Definitions.Key;
import io.parley.itest.Values.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Every key of every PID that an installed bundle's metatype names is changed while a client of MQTT is served: a value that is
 * allowed reaches its component, which goes on running; one that is not is refused with PID, key, value and what is allowed, and
 * the one before it stays; the client notices nothing (promise 7). Keys come from the bundles: a new one is in here by itself.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EveryKeyIT {

    private static final String LISTENER = "io.parley.listener";
    private static final String TRACING = "io.parley.tracing";

    /** The name of each instance of a factory. */
    private static final String NAME = "every";

    /** Such a key may end connections: it is changed where there are none. */
    private static final Pattern IDENTITY = Pattern.compile("host|port|tls\\..*");

    /** Messages that go back and forth between a change and the next. */
    private static final int FLOW = 5;

    private static final String PEER = "io.parley.peer";
    private static final String PEERS = "io.parley.peer.listener";

    private static final Set<String> PIDS = Set.of(
            "io.parley.auth.certificate",
            "io.parley.auth.file",
            "io.parley.engine",
            "io.parley.journal.file",
            LISTENER,
            "io.parley.messaging",
            PEER,
            PEERS,
            "io.parley.queue",
            "io.parley.ratelimit",
            "io.parley.topic",
            TRACING);

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private ServiceComponentRuntime components;

    private final Map<String, Map<String, Object>> usual = new HashMap<>();
    private final Map<String, List<ComponentDescriptionDTO>> described = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private LogFile log;
    private MqttTraffic traffic;
    private int port;
    private int changes;
    private int refusals;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() throws Exception {
        return Distribution.options("every-key");
    }

    @Test(timeout = 300_000)
    public void everyKeyIsLive() throws Exception {
        Path data = Path.of(context.getProperty("parley.data"));
        log = new LogFile(data.resolve("log/parley.log"));
        KeyFiles files = new KeyFiles(data.resolve("files"));
        Map<String, Definition> definitions = Definitions.of(context);
        assertTrue(
                "PIDs that were found: " + definitions.keySet(),
                definitions.keySet().containsAll(PIDS));
        assertEquals(List.of(), Definitions.gaps(definitions));
        begin(files, definitions);
        Values values = values(files);
        try (MqttTraffic client = new MqttTraffic(port)) {
            traffic = client.start();
            for (Map.Entry<String, Definition> definition : definitions.entrySet()) {
                for (Key key : definition.getValue().keys().values()) {
                    change(definition.getKey(), definition.getValue().factory(), key, values);
                }
            }
            traffic.flow(100);
        }
        assertEquals(List.of(), faults);
        System.out.println(definitions.size() + " PIDs: " + changes + " changes took effect, " + refusals
                + " wrong values were refused");
    }

    /** One instance of each factory, and what does not run by itself, complete enough to work, and what is changed while nobody uses it. */
    private void begin(KeyFiles files, Map<String, Definition> definitions) throws Exception {
        usual.put("io.parley.topic", Map.of("pattern", "every/#"));
        usual.put("io.parley.route", Map.of("router", "direct", "rules", new String[] {"queue:every"}));
        usual.put("io.parley.auth.file", Map.of("users", "", "acl", files.path("server.acl")));
        usual.put("io.parley.ratelimit", Map.of("match", "nobody"));
        usual.put(LISTENER, Map.of("port", "0"));
        usual.put(PEER, Map.of("secret.file", files.path("server.secret")));
        usual.put(PEERS, Map.of("port", "0", "secret.file", files.path("server.secret")));
        for (Map.Entry<String, Definition> definition : definitions.entrySet()) {
            String pid = definition.getKey();
            boolean factory = definition.getValue().factory();
            if (factory || usual.containsKey(pid)) {
                update(configuration(pid, factory, NAME), usual.getOrDefault(pid, Map.of()));
                await(
                        "the component of " + pid,
                        () -> !of(factory ? pid + "~" + NAME : pid).isEmpty());
            }
        }
        update(configuration(LISTENER, true, "quiet"), usual.get(LISTENER));
        await("the listener", () -> listens(NAME) && listens("quiet"));
    }

    private static Values values(KeyFiles files) throws Exception {
        Values values = new Values()
                .need("io.parley.auth.certificate", "pattern", "principal", "pattern")
                .allow("io.parley.auth.certificate", "pattern", "CN=(.*)")
                .refuse("io.parley.auth.certificate", "pattern", "(", "regular expression")
                .need("io.parley.auth.certificate", "principal", "pattern", "CN=(.*)")
                .allow("io.parley.auth.file", "name", "renamed")
                .refuse("io.parley.auth.file", "name", "one,two", "without commas")
                .allow("io.parley.auth.file", "users", files.path("other.users"))
                .allow("io.parley.auth.file", "acl", files.path("other.acl"))
                .allow("io.parley.journal.file", "folder", files.path("journal"))
                .need("io.parley.metrics", "host", "port", "0")
                .allow("io.parley.metrics", "host", "localhost")
                .refuse("io.parley.metrics", "host", "0.0.0.0", "only this machine reaches")
                .allow("io.parley.metrics", "path", "/figures")
                .refuse("io.parley.metrics", "path", "figures", "a slash")
                .allow("io.parley.search", "folder", files.path("search"))
                .allow("io.parley.search", "messages", new String[] {"$agents/+/+"})
                .refuse("io.parley.search", "messages", new String[] {"a/#/b"}, "#")
                .allow("io.parley.state.rocksdb", "folder", files.path("view"))
                .allow("io.parley.ratelimit", "match", "somebody")
                .refuse("io.parley.ratelimit", "match", " ", "* stands for anything")
                .allow("io.parley.queue", "name", "renamed")
                .allow("io.parley.queue", "compressor", "gzip")
                .allow("io.parley.queue", "dead.letter", "dead")
                .refuse("io.parley.queue", "dead.letter", NAME, "another queue")
                .need("io.parley.queue", "expired", "dead.letter", "dead")
                .allow("io.parley.topic", "pattern", "other/#")
                .refuse("io.parley.topic", "pattern", "a/#/b", "#")
                .allow("io.parley.topic", "compressor", "gzip")
                .allow("io.parley.route", "name", "renamed")
                .need("io.parley.route", "router", "rules", new String[] {"otherwise -> queue:every"})
                .allow("io.parley.route", "router", "content")
                .allow("io.parley.route", "rules", new String[] {"queue:other"})
                .refuse("io.parley.route", "rules", new String[] {"nonsense"}, "queue")
                .need("io.parley.route", "unroutable", "alternate", "queue:rest", "dead.letter", "queue:dead")
                .need("io.parley.route", "alternate", "unroutable", "alternate")
                .allow("io.parley.route", "alternate", "queue:rest")
                .refuse("io.parley.route", "alternate", "route:" + NAME, "another address")
                .need("io.parley.route", "dead.letter", "unroutable", "dead-letter")
                .allow("io.parley.route", "dead.letter", "queue:dead")
                .refuse("io.parley.route", "dead.letter", "route:other", "no route")
                .allow("io.parley.route", "content.type", "text/plain")
                .refuse("io.parley.route", "content.type", "json", "application/json");
        tracing(values, files);
        peers(values, files);
        return listener(values, files);
    }

    /** Nobody listens where the traces go to. */
    private static void tracing(Values values, KeyFiles files) {
        values.need(TRACING, "", "enabled", "true", "endpoint", "http://127.0.0.1:9/v1/traces")
                .allow(TRACING, "endpoint", "https://localhost:9/")
                .refuse(TRACING, "endpoint", "127.0.0.1:4318", "a URL with http or https")
                .allow(TRACING, "headers", "x-tenant=one,authorization=Bearer two")
                .refuse(TRACING, "headers", "host=\u2026", "name=value")
                .allow(TRACING, "service.name", "every")
                .refuse(TRACING, "service.name", "", "a name")
                .allow(TRACING, "sampling.ratio", "0.5")
                .refuse(TRACING, "sampling.ratio", "2", "a number from 0 to 1")
                .allow(TRACING, "tls.trust", files.path("server.crt"))
                .refuse(TRACING, "tls.trust", files.path("missing.crt"), "a PEM file");
    }

    private static void peers(Values values, KeyFiles files) throws Exception {
        for (String pid : List.of(PEER, PEERS)) {
            values.allow(pid, "host", "localhost")
                    .refuse(pid, "host", "0.0.0.0", "loopback interface")
                    .allow(pid, "secret.file", files.path("other.secret"))
                    .refuse(pid, "secret.file", files.path("missing.secret"), "16 characters or more");
        }
        values.allow(PEER, "name", "renamed").allow(PEER, "reference", "example.org:1883");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            values.allow(PEERS, "port", String.valueOf(free.getLocalPort()));
        }
    }

    private static Values listener(Values values, KeyFiles files) throws Exception {
        String certificate = files.path("server.crt");
        String key = files.path("server.key");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            values.allow(LISTENER, "port", String.valueOf(free.getLocalPort()));
        }
        return values.allow(LISTENER, "host", "localhost")
                .refuse(LISTENER, "host", "0.0.0.0", "a loopback address")
                .allow(LISTENER, "protocol", new String[] {"mqtt", "other"})
                .allow(LISTENER, "authenticator", "certificate")
                .allow(LISTENER, "authorizer", "file")
                .allow(LISTENER, "max.kib.per.second", "1000")
                .need(LISTENER, "tls.", "tls.certificate", certificate, "tls.key", key)
                .need(LISTENER, "tls.client.auth", "tls.trust", certificate)
                .allow(LISTENER, "tls.certificate", files.path("other.crt"))
                .refuse(LISTENER, "tls.certificate", files.path("missing.crt"), "does not exist")
                .allow(LISTENER, "tls.key", files.path("other.key"))
                .need(LISTENER, "tls.keystore", "tls.certificate", "", "tls.key", "")
                .need(LISTENER, "tls.keystore", "tls.password.file", files.path("server.password"))
                .allow(LISTENER, "tls.keystore", files.path("other.p12"))
                .need(LISTENER, "tls.password.file", "tls.certificate", "", "tls.key", "")
                .need(LISTENER, "tls.password.file", "tls.keystore", files.path("server.p12"))
                .allow(LISTENER, "tls.password.file", files.path("other.password"))
                .allow(LISTENER, "tls.trust", files.path("other.crt"))
                .allow(LISTENER, "tls.protocols", new String[] {"TLSv1.3"})
                .refuse(LISTENER, "tls.protocols", "SSLv3", "TLSv1.2")
                .allow(LISTENER, "tls.ciphers", "TLS_AES_256_GCM_SHA384")
                .refuse(LISTENER, "tls.ciphers", "TLS_NONSENSE", "suite")
                .need(LISTENER, "websocket.", "websocket.path", "/mqtt")
                .allow(LISTENER, "websocket.path", "/other")
                .refuse(LISTENER, "websocket.path", "mqtt", "begins with /")
                .allow(LISTENER, "websocket.subprotocols", new String[] {"mqtt", "other"})
                .allow(LISTENER, "websocket.origins", "https://example.org")
                .need(LISTENER, "proxy.", "proxy.protocol", "required")
                .allow(LISTENER, "proxy.trusted", "127.0.0.0/8")
                .refuse(LISTENER, "proxy.trusted", "nonsense", "10.0.0.0/8")
                .allow(LISTENER, "mqtt.versions", "3.1.1")
                .refuse(LISTENER, "mqtt.versions", "9", "5.0")
                .allow(LISTENER, "mqtt.response.information", "answers/{client}")
                .allow(LISTENER, "mqtt.server.reference", "mqtt.example.org")
                .allow(LISTENER, "mqtt.accept", new String[] {"application/json", "text/plain"})
                .allow(LISTENER, "mqtt.accept.encoding", "zstd");
    }

    private void change(String pid, boolean factory, Key key, Values values) throws Exception {
        String name = pid.equals(LISTENER) && IDENTITY.matcher(key.id()).matches() ? "quiet" : NAME;
        String whole = factory ? pid + "~" + name : pid;
        Configuration configuration = configuration(pid, factory, name);
        List<Value> all = values.of(pid, key);
        if (all.isEmpty()) {
            faults.add(pid + ": " + key.id() + " is a free text, and no sample of it is given");
        }
        for (Value value : all) {
            Map<String, Object> properties = new HashMap<>(usual.getOrDefault(pid, Map.of()));
            properties.putAll(value.with());
            properties.put(key.id(), value.value());
            long before = log.end();
            Set<Long> running = of(whole).keySet();
            try {
                update(configuration, properties);
                await(
                        key.id() + " at " + whole,
                        () -> of(whole).values().stream()
                                .allMatch(one -> same(value.value(), one.properties.get(key.id()))));
                if (key.id().startsWith("mqtt.")) {
                    MqttTraffic.visit(port);
                }
                traffic.flow(FLOW);
                assertEquals(
                        "the component of " + whole + " goes on running",
                        running,
                        of(whole).keySet());
                if (value.allowed()) {
                    assertEquals(List.of(), complaints(log.since(before), whole));
                    changes++;
                } else {
                    refused(before, whole, key.id(), value);
                    refusals++;
                }
            } catch (AssertionError e) {
                faults.add(whole + ": " + key.id() + " = " + shown(value.value()) + ": " + e.getMessage());
                // Whatever was wrong with this value, the traffic has to go on for the next one.
                assertTrue(faults.toString(), traffic.goesOn());
            }
        }
        Map<String, Object> before = usual.getOrDefault(pid, Map.of());
        update(configuration, before);
        // A component that names its defaults has the key all the same.
        await(
                whole,
                key.id(),
                before.containsKey(key.id())
                        ? now -> same(before.get(key.id()), now)
                        : now -> all.stream().noneMatch(value -> same(value.value(), now) && !isDefault(key, now)));
    }

    private static boolean isDefault(Key key, Object value) {
        return key.standard().equals(value);
    }

    /** A component has what it was given. Two changes at once may reach it as one, so the next waits for this. */
    private void await(String pid, String key, Predicate<Object> wanted) {
        await(
                key + " at " + pid,
                () -> of(pid).values().stream().allMatch(one -> wanted.test(one.properties.get(key))));
    }

    /** Keys of a protocol are read when somebody connects. */
    private void visit(String key) throws IOException {
        if (key.startsWith("mqtt.")) {
            MqttTraffic.visit(port);
        }
    }

    private void refused(long before, String pid, String key, Value value) throws Exception {
        List<String> words = new ArrayList<>(value.words());
        words.add(pid);
        words.add(key);
        String line = log.await(
                before, "with " + words, written -> words.stream().allMatch(written::contains), () -> visit(key));
        assertTrue("the last good configuration stays: " + line, line.matches(".*\\b(stays?|runs on)\\b.*"));
    }

    private static List<String> complaints(List<String> lines, String pid) {
        return lines.stream()
                .filter(line -> line.contains(pid) && (line.contains(" ERROR ") || line.contains(" stay in force")))
                .toList();
    }

    /** The running components of a PID by the number that each keeps until it is stopped. */
    private Map<Long, ComponentConfigurationDTO> of(String pid) {
        Map<Long, ComponentConfigurationDTO> found = new HashMap<>();
        String general = pid.replaceFirst("~.*", "");
        components.getComponentDescriptionDTOs().stream()
                .filter(description ->
                        Arrays.asList(description.configurationPid).contains(general))
                .flatMap(description -> components.getComponentConfigurationDTOs(description).stream())
                .filter(one -> one.state == ComponentConfigurationDTO.ACTIVE)
                .filter(one -> general.equals(pid) || pid.equals(one.properties.get(Constants.SERVICE_PID)))
                .forEach(one -> found.put(one.id, one));
        return found;
    }

    private Configuration configuration(String pid, boolean factory, String name) throws Exception {
        return factory
                ? configurations.getFactoryConfiguration(pid, name, "?")
                : configurations.getConfiguration(pid, "?");
    }

    private static void update(Configuration configuration, Map<String, Object> properties) throws Exception {
        configuration.update(new Hashtable<>(properties));
    }

    private boolean listens(String name) {
        OptionalInt found = Listeners.port(context, name);
        port = name.equals(NAME) && found.isPresent() ? found.getAsInt() : port;
        return found.isPresent();
    }

    private static boolean same(Object one, Object other) {
        return shown(one).equals(shown(other));
    }

    private static String shown(Object value) {
        return value instanceof Object[] list ? Arrays.toString(list) : String.valueOf(value);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("In vain waited for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
