package io.parley.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts a backup, as {@code parley:backup} has made it, into a data folder that has nothing stored yet. The whole backup is checked
 * before anything is written.
 */
final class Restore {

    private static final String TITLE = "parley-backup";
    private static final String SUMS = "SHA256SUMS";
    private static final String FORMAT = "1";
    private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  ((?:view|journal)/[^\\\\]+)");
    private static final List<String> PARTS = List.of("view", "journal");
    private static final int CHUNK = 1 << 16;

    private final Path backup;
    private final Path data;
    private final PrintStream out;

    Restore(Path backup, Path data, PrintStream out) {
        this.backup = backup.toAbsolutePath().normalize();
        this.data = data;
        this.out = out;
    }

    void run() throws LaunchException {
        Map<String, String> title = title();
        Map<String, String> sums = sums();
        try (DataFolder folder = DataFolder.open(data)) {
            for (String part : PARTS) {
                if (Files.exists(folder.path().resolve(part))) {
                    throw new LaunchException("data folder " + folder.path() + " has a " + part
                            + " already; restore into another one, and nothing is overwritten");
                }
            }
            out.println("parley: checking " + sums.size() + " files in " + backup);
            check(sums);
            out.println("parley: copying them to " + folder.path());
            copy(sums, folder.path());
            out.println("parley: restored what was committed before position " + title.get("position") + ", as of "
                    + title.get("made"));
        } catch (IOException e) {
            throw new LaunchException("backup " + backup + " cannot be restored: " + e, e);
        }
    }

    private Map<String, String> title() throws LaunchException {
        Path file = backup.resolve(TITLE);
        if (!Files.isRegularFile(file)) {
            throw new LaunchException(
                    backup + " is no backup of Parley's, or one that did not come to its end: it has no file " + TITLE);
        }
        Map<String, String> title = lines(file).stream()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> second, TreeMap::new));
        if (!FORMAT.equals(title.get("format"))) {
            throw new LaunchException(file + " says format " + title.get("format")
                    + "; this version of Parley restores format " + FORMAT);
        }
        return title;
    }

    private Map<String, String> sums() throws LaunchException {
        Path file = backup.resolve(SUMS);
        Map<String, String> sums = new TreeMap<>();
        for (String line : lines(file)) {
            Matcher sum = SUM.matcher(line);
            if (!sum.matches() || List.of(sum.group(2).split("/")).contains("..")) {
                throw new LaunchException(file + " is damaged: \"" + line + "\" is no checksum of a file in "
                        + String.join(" or ", PARTS));
            }
            sums.put(sum.group(2), sum.group(1));
        }
        return sums;
    }

    private static List<String> lines(Path file) throws LaunchException {
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new LaunchException(file + " is damaged: it is no text", e);
        } catch (IOException e) {
            throw new LaunchException(file + " cannot be read: " + e, e);
        }
    }

    /** Every file is there and as it was, and there is no other. */
    private void check(Map<String, String> sums) throws LaunchException, IOException {
        for (Map.Entry<String, String> sum : sums.entrySet()) {
            Path file = backup.resolve(sum.getKey());
            if (!Files.isRegularFile(file)) {
                throw new LaunchException("backup " + backup + " is not whole: " + sum.getKey() + " is missing");
            }
            if (!sum.getValue().equals(sum(file))) {
                throw new LaunchException("backup " + backup + " is damaged: " + sum.getKey() + " is not what it was ("
                        + Files.size(file) + " bytes now, and the checksum in " + SUMS + " does not match)");
            }
        }
        for (String part : PARTS) {
            if (sums.keySet().stream().noneMatch(name -> name.startsWith(part + "/"))) {
                throw new LaunchException("backup " + backup + " is not whole: " + SUMS + " names no file in " + part);
            }
        }
    }

    private static String sum(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                while (in.read(chunk) >= 0) {
                    // The digest reads along.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Under other names at first, so that what was interrupted is not taken for a whole one. */
    private void copy(Map<String, String> sums, Path folder) throws IOException {
        Path draft = folder.resolve("restore");
        clear(draft);
        for (String name : sums.keySet()) {
            Path target = draft.resolve(name);
            Files.createDirectories(target.getParent());
            Files.copy(backup.resolve(name), target);
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        for (String part : PARTS) {
            Files.move(draft.resolve(part), folder.resolve(part));
        }
        Files.delete(draft);
    }

    private static void clear(Path draft) throws IOException {
        if (Files.exists(draft)) {
            try (Stream<Path> files = Files.walk(draft)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
