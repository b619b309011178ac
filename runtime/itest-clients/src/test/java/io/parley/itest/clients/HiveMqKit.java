package io.parley.itest.clients;

import java.util.Map;
import java.util.Set;

/** The HiveMQ MQTT Client, in this JVM. */
final class HiveMqKit implements Kit {

    private final Map<Feature, String> cannot;

    HiveMqKit(Map<Feature, String> cannot) {
        this.cannot = cannot;
    }

    @Override
    public String title() {
        return "hivemq";
    }

    @Override
    public Set<Version> versions() {
        return Set.of(Version.values());
    }

    @Override
    public Map<Feature, String> cannot() {
        return cannot;
    }

    @Override
    public boolean aliasesItself() {
        return true;
    }

    @Override
    public Endpoint open(EventLog events) {
        return new HiveMqEndpoint(events);
    }
}
