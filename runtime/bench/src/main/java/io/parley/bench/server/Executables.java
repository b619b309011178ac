package io.parley.bench.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs of the machine. */
public final class Executables {

    private Executables() {}

    /** The program on the PATH or else at one of the places. */
    public static Optional<Path> find(String name, List<String> places) {
        List<Path> candidates = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            candidates.add(Path.of(folder, name));
        }
        places.forEach(place -> candidates.add(Path.of(place)));
        return candidates.stream().filter(Files::isExecutable).findFirst();
    }
}
