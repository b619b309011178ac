package io.parley.tracing.internal;

import io.parley.engine.config.ConfigurationReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The validated configuration.
 *
 * @param sampling which messages are traced
 * @param sending what becomes of their spans
 */
record Settings(boolean enabled, Sampling sampling, Sending sending) {

    static final String PID = "io.parley.tracing";
    static final String ENDPOINT = "http://127.0.0.1:4318/v1/traces";

    /** Of HTTP headers: RFC 9110, 5.6.2. */
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** Those that an HTTP client sets itself. */
    private static final Set<String> NOT_OURS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER) {
        {
            addAll(Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade"));
        }
    };

    /**
     * Where spans go, and how.
     *
     * @param trust certificates in PEM; empty for those that Java trusts
     */
    record Sending(
            String endpoint,
            Map<String, String> headers,
            String serviceName,
            Duration interval,
            Duration timeout,
            int queue,
            String compression,
            String trust) {

        Sending {
            headers = Map.copyOf(headers);
        }
    }

    /**
     * @param folder where relative paths begin
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties, Path folder) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        return new Settings(
                in.flag("enabled", false),
                new Sampling(ratio(in), in.flag("sampling.parent", true)),
                new Sending(
                        endpoint(in),
                        headers(in),
                        serviceName(in),
                        Duration.ofMillis(in.number("interval.ms", 1_000, 10, 600_000)),
                        Duration.ofMillis(in.number("timeout.ms", 10_000, 100, 600_000)),
                        in.number("queue.max", 2_048, 1, 1_000_000),
                        in.choice("compression", "gzip", "gzip", "none"),
                        trust(in, folder)));
    }

    private static double ratio(ConfigurationReader in) {
        String text = in.text("sampling.ratio", "1");
        if (text.matches("\\d+(\\.\\d+)?") && Double.parseDouble(text) <= 1) {
            return Double.parseDouble(text);
        }
        throw in.wrong("sampling.ratio", "a number from 0 to 1, such as 0.01", text);
    }

    private static String endpoint(ConfigurationReader in) {
        String text = in.text("endpoint", ENDPOINT);
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw in.wrong("endpoint", "a URL with http or https, such as " + ENDPOINT, text);
    }

    private static String serviceName(ConfigurationReader in) {
        String name = in.text("service.name", "parley");
        if (name.isEmpty()) {
            throw in.wrong("service.name", "a name", name);
        }
        return name;
    }

    /** The value may be secret, and is not repeated. */
    private static Map<String, String> headers(ConfigurationReader in) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String pair : in.text("headers", "").split(",")) {
            int at = pair.indexOf('=');
            if (at < 0 && pair.isBlank()) {
                continue;
            }
            String name = pair.substring(0, Math.max(at, 0)).strip();
            String value = decoded(pair.substring(at + 1).strip());
            if (!name.matches(TOKEN) || NOT_OURS.contains(name) || value == null) {
                throw in.wrong(
                        "headers",
                        "name=value with commas between several, without those that HTTP itself needs",
                        name + "=…");
            }
            headers.put(name, value);
        }
        return headers;
    }

    /** Null where it is not to be had. A plus sign is one. */
    private static String decoded(String value) {
        try {
            String text = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
            return text.chars().allMatch(c -> c == '\t' || c >= ' ' && c < 0x7f) ? text : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String trust(ConfigurationReader in, Path folder) {
        String file = in.text("tls.trust", "");
        if (file.isEmpty()) {
            return "";
        }
        String allowed = "a PEM file with certificates";
        try {
            byte[] pem = Files.readAllBytes(folder.resolve(file));
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                throw in.wrong("tls.trust", allowed, file);
            }
            return new String(pem, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw in.wrong("tls.trust", allowed + " that can be read", file);
        } catch (CertificateException e) {
            throw in.wrong("tls.trust", allowed + " (" + e.getMessage() + ")", file);
        }
    }
}
