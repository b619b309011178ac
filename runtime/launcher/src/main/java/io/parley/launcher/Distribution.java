package io.parley.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folder with the bundles: {@code lib/}, {@code bundles/}, {@code config/}, {@code etc/}.
 *
 * @param home the folder
 * @param config where the configuration files are
 */
record Distribution(Path home, Path config) {

    /** For lines of the table: only where a person sits at a terminal, or only where nobody does. */
    private static final List<String> CONDITIONS = List.of("terminal", "no-terminal");

    /**
     * One bundle of the distribution.
     *
     * @param level the framework's start level at which it starts, from 1
     * @param jar its file
     */
    record Entry(int level, Path jar) {}

    /** The distribution that this class was loaded from, unless system properties name others. */
    static Distribution locate() throws LaunchException {
        try {
            String home = System.getProperty("parley.home");
            Path folder = home != null
                    ? Path.of(home)
                    : Path.of(Distribution.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .getParent()
                            .getParent();
            String config = System.getProperty("parley.config");
            return new Distribution(
                    folder.toAbsolutePath().normalize(),
                    (config != null ? Path.of(config) : folder.resolve("config"))
                            .toAbsolutePath()
                            .normalize());
        } catch (URISyntaxException e) {
            throw new LaunchException("cannot tell where the distribution is: " + e.getMessage(), e);
        }
    }

    /**
     * The bundles in the order of the file {@code bundles/start-levels}, which must name exactly the files beside it.
     *
     * @param terminal whether a person sits at a terminal, for which there are other bundles than for nobody
     */
    List<Entry> bundles(boolean terminal) throws LaunchException {
        Path folder = home.resolve("bundles");
        Path table = folder.resolve("start-levels");
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            TreeSet<Path> unnamed = new TreeSet<>(
                    files.filter(file -> file.toString().endsWith(".jar")).toList());
            for (String line : Files.readAllLines(table)) {
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    String[] words = text.split("\\s+");
                    Entry entry = entry(folder, text, words);
                    if (!unnamed.remove(entry.jar())) {
                        throw new LaunchException(
                                table + " names " + entry.jar() + ", which is missing or named twice");
                    }
                    if (words.length == 2 || CONDITIONS.indexOf(words[2]) == (terminal ? 0 : 1)) {
                        entries.add(entry);
                    }
                }
            }
            if (!unnamed.isEmpty()) {
                throw new LaunchException(table + " gives no start level to " + unnamed);
            }
        } catch (IOException e) {
            throw new LaunchException("cannot read the bundles of the distribution: " + e, e);
        }
        return entries;
    }

    private static Entry entry(Path folder, String line, String[] words) throws LaunchException {
        boolean conditional = words.length == 3 && CONDITIONS.contains(words[2]);
        if (words.length != 2 && !conditional || !words[0].matches("[1-9]\\d?")) {
            throw new LaunchException("bundles/start-levels takes lines of LEVEL, NAME and, for some, "
                    + String.join(" or ", CONDITIONS) + ", but has \"" + line + "\"");
        }
        return new Entry(Integer.parseInt(words[0]), folder.resolve(words[1] + ".jar"));
    }
}
