package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import aQute.bnd.service.diff.Tree;
import aQute.bnd.service.diff.Type;
import aQute.bnd.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An exported package whose signatures change needs a new version: a minor one for what callers do not notice, a major one
 * otherwise. Compared with runtime/checks/baseline; {@code mvn verify -Dparley.baseline.accept=true} writes that anew,
 * after a release, or, as long as nothing is released, with each change.
 */
class BaselineIT {

    private static final Path BASELINE = Distribution.ROOT.resolve("runtime/checks/baseline");

    private final DiffPluginImpl differ = new DiffPluginImpl();

    @ParameterizedTest
    @ValueSource(strings = {"io.parley.api", "io.parley.spi", "io.parley.engine"})
    void versionsFollowSignatures(String bundle) throws Exception {
        Tree now = api(Distribution.HOME.resolve("bundles/" + bundle + ".jar"));
        Path file = BASELINE.resolve(bundle + ".txt");
        if (Boolean.getBoolean("parley.baseline.accept")) {
            Files.write(file, ApiText.write(now.serialize()));
        }
        Tree before = differ.deserialize(ApiText.read(Files.readAllLines(file)));
        assertEquals(List.of(), complaints(now.diff(before)));
    }

    @Test
    void changeWithoutNewVersionIsFound() throws Exception {
        Tree now = api(Distribution.HOME.resolve("bundles/io.parley.api.jar"));
        List<String> lines = ApiText.write(now.serialize());
        int method = 0;
        while (!lines.get(method).contains(" METHOD close(java.lang.String)")) {
            method++;
        }
        List<String> with = new ArrayList<>(lines);
        with.set(method, lines.get(method).replace("close(", "shut("));
        Tree before = differ.deserialize(ApiText.read(with));
        List<String> complaints = complaints(now.diff(before));
        assertEquals(1, complaints.size(), complaints::toString);
        assertEquals(
                0, complaints(now.diff(differ.deserialize(ApiText.read(lines)))).size());
    }

    private Tree api(Path bundle) throws Exception {
        try (Jar jar = new Jar(bundle.toFile())) {
            return differ.deserialize(
                    ApiText.read(ApiText.write(differ.tree(jar).get("<api>").serialize())));
        }
    }

    private static List<String> complaints(Diff all) {
        List<String> complaints = new ArrayList<>();
        for (Diff change : all.getChildren()) {
            if (change.getType() == Type.PACKAGE
                    && change.getDelta() != Delta.ADDED
                    && (change.getDelta() == Delta.REMOVED || !sufficient(change))) {
                complaints.add(change.getName() + " has a " + change.getDelta() + " change and still version "
                        + version(change.getNewer()) + ": " + differences(change));
            }
        }
        return complaints;
    }

    private static boolean sufficient(Diff change) {
        Version before = version(change.getOlder());
        Version now = version(change.getNewer());
        return switch (change.getDelta()) {
            case MAJOR -> now.getMajor() > before.getMajor();
            case MINOR ->
                now.getMajor() > before.getMajor()
                        || now.getMajor() == before.getMajor() && now.getMinor() > before.getMinor();
            default -> now.compareTo(before) >= 0;
        };
    }

    private static Version version(Tree exported) {
        for (Tree child : exported.getChildren()) {
            if (child.getType() == Type.VERSION) {
                return Version.parseVersion(child.getName());
            }
        }
        return Version.LOWEST;
    }

    private static List<String> differences(Diff change) {
        List<String> names = new ArrayList<>();
        for (Diff child : change.getChildren()) {
            if (child.getDelta() == Delta.ADDED || child.getDelta() == Delta.REMOVED) {
                names.add(child.getDelta() + " " + child.getType() + " " + child.getName());
            } else if (child.getDelta() != Delta.UNCHANGED && child.getDelta() != Delta.IGNORED) {
                differences(child).forEach(name -> names.add(child.getName() + ": " + name));
            }
        }
        return names;
    }
}
