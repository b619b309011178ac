package io.parley.checks;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.Parameters;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.osgi.framework.Constants;

/** Who may know whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DependencyIT {

    private static final Set<String> SERVICES = Set.of(
            "session",
            "messaging",
            "event",
            "agent",
            "migration",
            "task",
            "search",
            "cache",
            "protocol",
            "shell",
            "sys",
            "metrics",
            "health",
            "tracing",
            "console");

    /** A library and the only bundles that may know it. */
    private static final Map<String, Set<String>> OWNED = Map.of(
            "io.netty", Set.of("io.parley.transport"),
            "io.opentelemetry", Set.of("io.parley.tracing"),
            "org.apache.lucene", Set.of("io.parley.search"),
            "org.rocksdb", Set.of("io.parley.state.rocksdb"),
            "org.ehcache", Set.of("io.parley.cache"));

    private final Map<String, JavaClasses> classes = new TreeMap<>();
    private final Map<String, Attributes> manifests = new TreeMap<>();

    @BeforeAll
    void read() throws IOException {
        for (Path bundle : Distribution.ownBundles()) {
            String name = Distribution.name(bundle);
            try (JarFile jar = new JarFile(bundle.toFile())) {
                manifests.put(name, jar.getManifest().getMainAttributes());
                // Without what is embedded.
                classes.put(
                        name,
                        new ClassFileImporter()
                                .withImportOption(location -> location.contains("!/io/parley/"))
                                .importLocations(Set.of(Location.of(jar))));
            }
        }
    }

    @Test
    void servicesKnowTheEngineAndPluginsKnowTheSpi() {
        List<String> wrong = new ArrayList<>();
        manifests.forEach((bundle, manifest) -> {
            for (String used : parleyPackages(manifest.getValue(Constants.IMPORT_PACKAGE))) {
                if (!mayImport(bundle, used)) {
                    wrong.add(bundle + " imports " + used);
                }
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void nobodyExportsOrImportsInternals() {
        List<String> wrong = new ArrayList<>();
        manifests.forEach((bundle, manifest) -> {
            for (String header : List.of(Constants.IMPORT_PACKAGE, Constants.EXPORT_PACKAGE)) {
                for (String used : parleyPackages(manifest.getValue(header))) {
                    if (used.contains(".internal")) {
                        wrong.add(bundle + " has " + used + " in " + header);
                    }
                }
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatIsExportedShowsNothingPrivate() {
        List<String> wrong = new ArrayList<>();
        manifests.forEach((bundle, manifest) -> {
            Set<String> exported = parleyPackages(manifest.getValue(Constants.EXPORT_PACKAGE));
            for (JavaClass type : classes.get(bundle)) {
                if (exported.contains(type.getPackageName()) && isVisible(type)) {
                    signature(type)
                            .filter(shown -> classes.get(bundle).contain(shown.getName()))
                            .filter(shown -> !exported.contains(shown.getPackageName()))
                            .forEach(shown -> wrong.add(type.getName() + " shows " + shown.getName()));
                }
            }
        });
        assertEquals(List.of(), wrong.stream().distinct().toList());
    }

    @Test
    void librariesStayWithTheirOwners() {
        List<String> wrong = new ArrayList<>();
        classes.forEach((bundle, all) -> OWNED.forEach((library, owners) -> {
            if (!owners.contains(bundle)) {
                for (JavaClass type : all) {
                    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                        if (dependency.getTargetClass().getPackageName().startsWith(library)) {
                            wrong.add(bundle + ": " + dependency.getDescription());
                        }
                    }
                }
            }
        }));
        assertEquals(List.of(), wrong);
    }

    @Test
    void packagesHaveNoCycles() {
        classes.forEach((bundle, all) -> slices().matching("(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(all));
    }

    @Test
    void thereIsSomethingToCheck() {
        assertTrue(classes.get("io.parley.api").size() > 10, "no classes found");
        assertTrue(classes.get("io.parley.api").contain("io.parley.api.message.Message"), "no Message found");
    }

    private static boolean mayImport(String bundle, String used) {
        if (used.startsWith(bundle + ".") || used.equals(bundle)) {
            return true;
        }
        return switch (kind(bundle)) {
            case "api" -> false;
            case "spi" -> isIn(used, "io.parley.api");
            case "runtime" ->
                isIn(used, "io.parley.spi")
                        || isIn(used, "io.parley.launcher")
                        || used.equals("io.parley.engine.config");
            case "service" ->
                isIn(used, "io.parley.api") || isIn(used, "io.parley.spi") || isIn(used, "io.parley.engine");
            default -> isIn(used, "io.parley.api") || isIn(used, "io.parley.spi");
        };
    }

    private static String kind(String bundle) {
        String name = bundle.substring("io.parley.".length());
        return SERVICES.contains(name) ? "service" : name;
    }

    private static boolean isIn(String used, String root) {
        return used.equals(root) || used.startsWith(root + ".");
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC) && !type.isAnonymousClass();
    }

    private static Stream<JavaClass> signature(JavaClass type) {
        Set<JavaClass> shown = new TreeSet<>(Comparator.comparing(JavaClass::getName));
        type.getSuperclass().ifPresent(above -> shown.addAll(above.getAllInvolvedRawTypes()));
        type.getInterfaces().forEach(above -> shown.addAll(above.getAllInvolvedRawTypes()));
        type.getFields().stream()
                .filter(field -> isShown(field.getModifiers()))
                .forEach(field -> shown.addAll(field.getAllInvolvedRawTypes()));
        type.getCodeUnits().stream()
                .filter(unit -> isShown(unit.getModifiers()))
                .forEach(unit -> shown.addAll(unit.getAllInvolvedRawTypes()));
        return shown.stream();
    }

    private static boolean isShown(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static Set<String> parleyPackages(String header) {
        if (header == null) {
            return Set.of();
        }
        // Commas inside quotes separate no packages.
        return new Parameters(header)
                .keySet().stream()
                        .filter(name -> name.startsWith("io.parley."))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
