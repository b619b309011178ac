package io.parley.itest.clients;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Eclipse Paho for Python. */
final class PythonKit extends ScriptKit {

    private static final List<String> INTERPRETERS = List.of("/usr/bin/python3", "python3");

    PythonKit() {
        super(".py");
    }

    @Override
    public void prepare() throws IOException {
        if (Unpacked.wanted() || !usable(Map.of())) {
            String packages = Unpacked.debian("python3-paho-mqtt")
                    .resolve("usr/lib/python3/dist-packages")
                    .toString();
            if (!usable(Map.of("PYTHONPATH", packages))) {
                abort("No Python 3 that can import paho.mqtt from " + packages);
            }
        }
    }

    private boolean usable(Map<String, String> environment) {
        for (String interpreter : INTERPRETERS) {
            if (Unpacked.works(List.of(interpreter, "-c", "import paho.mqtt.client"), environment)) {
                use(interpreter, environment);
                return true;
            }
        }
        return false;
    }
}
