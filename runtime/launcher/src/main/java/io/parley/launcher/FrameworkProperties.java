package io.parley.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The framework's own configuration. */
final class FrameworkProperties {

    private static final String HOST_PACKAGE = "io.parley.launcher.host;version=1.0.0";

    /** Where bundles from {@code deploy/} start: after the services, together with the plug-ins. */
    private static final int DEPLOY_LEVEL = 5;

    /** What starts before all is installed. */
    static final int FIRST_LEVEL = 1;

    static final int LAST_LEVEL = 9;

    /** Whether standard input and output are a terminal. */
    static final boolean TERMINAL = Boolean.getBoolean("parley.terminal");

    private FrameworkProperties() {}

    static Map<String, String> of(Distribution distribution, Path data, Options options) {
        Map<String, String> properties = new HashMap<>();
        properties.put("parley.home", distribution.home().toString());
        properties.put("parley.data", data.toString());
        properties.put("org.osgi.framework.storage", data.resolve("felix-cache").toString());
        // What is installed follows from the distribution and from deploy/ alone, never from an earlier run.
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        properties.put("org.osgi.framework.startlevel.beginning", String.valueOf(FIRST_LEVEL));
        properties.put("org.osgi.framework.system.packages.extra", HOST_PACKAGE);
        properties.put("felix.startlevel.bundle", String.valueOf(DEPLOY_LEVEL));
        putDeploy(properties, distribution, data);
        putSecrets(properties, data);
        putLogging(properties, distribution);
        boolean shell = options.shell() || TERMINAL;
        properties.put("gosh.args", shell ? "" : "--nointeractive");
        if (TERMINAL) {
            // Where etc/gosh_profile is, which the shell reads first.
            properties.put("gosh.home", distribution.home().toString());
        }
        return properties;
    }

    /** A file counts as copied when its size and time were the same at two looks: half a second apart. */
    private static void putDeploy(Map<String, String> properties, Distribution distribution, Path data) {
        properties.put("felix.fileinstall.dir", distribution.config() + "," + data.resolve("deploy"));
        properties.put(
                "felix.fileinstall.tmpdir",
                data.resolve("felix-cache").resolve("fileinstall").toString());
        properties.put("felix.fileinstall.filter", ".*\\.(jar|cfg)");
        properties.put("felix.fileinstall.poll", "500");
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.start.level", String.valueOf(DEPLOY_LEVEL));
        properties.put("felix.fileinstall.enableConfigSave", "false");
        properties.put("felix.fileinstall.log.level", "1");
    }

    /** Where the values of {@code $[secret:name]} in configurations are: a file each, whose name is the secret's. */
    private static void putSecrets(Map<String, String> properties, Path data) {
        String interpolation = "org.apache.felix.configadmin.plugin.interpolation.";
        String folder =
                System.getProperty("parley.secrets", data.resolve("secrets").toString());
        properties.put(interpolation + "secretsdir", folder);
        properties.put(interpolation + "file.encoding", "UTF-8");
    }

    private static void putLogging(Map<String, String> properties, Distribution distribution) {
        Path file = distribution.config().resolve("logback.xml");
        properties.put("org.ops4j.pax.logging.StaticLogbackFile", file.toString());
        // Until that file is read, only what somebody must act on.
        properties.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
    }
}
