package io.parley.auth.file.internal.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file's content as of its last good state. {@link #look} is for one thread; the getters are for all.
 *
 * @param <T> what the content means; immutable
 */
public final class WatchedFile<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final long LARGEST = 16 << 20;

    /** Reads the content. */
    @FunctionalInterface
    public interface Reader<T> {

        /** @throws LineException for the first line that is wrong; then nothing of the content counts */
        T read(byte[] content) throws LineException;
    }

    /** How the file looked; one that is written anew looks otherwise. */
    private record Stamp(FileTime modified, long size, Object key) {}

    private final Path path;
    private final Reader<T> reader;
    private final PosixFilePermission tooOpen;
    private final String tooOpenMeans;
    private Stamp seen;
    private Stamp read;
    private volatile T content;
    private volatile String problem = "";

    /**
     * Does not look yet.
     *
     * @param nothing what counts until there is a good content
     * @param tooOpen a permission of the file that is to be warned of
     * @param tooOpenMeans why, in words
     */
    public WatchedFile(Path path, Reader<T> reader, T nothing, PosixFilePermission tooOpen, String tooOpenMeans) {
        this.path = path;
        this.reader = reader;
        this.content = nothing;
        this.tooOpen = tooOpen;
        this.tooOpenMeans = tooOpenMeans;
    }

    public Path path() {
        return path;
    }

    /** The last good content. */
    public T content() {
        return content;
    }

    /** What is wrong with the file just now, in one line; empty for nothing. */
    public String problem() {
        return problem;
    }

    /**
     * Looks whether the file is another than before, and reads it once it has looked the same twice: nobody is writing it then.
     *
     * @return whether there is another content now
     */
    public boolean look() {
        return look(true);
    }

    /** As {@link #look}, without waiting for the second time. */
    public boolean lookNow() {
        return look(false);
    }

    private boolean look(boolean patient) {
        try {
            Stamp now = stamp();
            if (now.equals(read)) {
                return false;
            }
            if (patient && !now.equals(seen)) {
                seen = now;
                return false;
            }
            seen = now;
            return read(now);
        } catch (NoSuchFileException e) {
            read = null;
            wrong(path + ": there is no such file");
        } catch (IOException e) {
            read = null;
            wrong(path + " cannot be read: " + e);
        }
        return false;
    }

    private boolean read(Stamp now) throws IOException {
        if (now.size() > LARGEST) {
            read = now;
            wrong(path + " has " + now.size() + " bytes; allowed are " + LARGEST);
            return false;
        }
        byte[] bytes = Files.readAllBytes(path);
        if (!stamp().equals(now)) {
            return false;
        }
        read = now;
        try {
            T next = reader.read(bytes);
            content = next;
            problem = "";
            warnIfTooOpen();
            LOG.info("{} is read: {}", path, next);
            return true;
        } catch (LineException e) {
            wrong(path + ":" + e.line() + ": " + e.getMessage());
            return false;
        }
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private void wrong(String what) {
        if (!what.equals(problem)) {
            problem = what;
            LOG.error("{}; what was read before stays in force: {}", what, content);
        }
    }

    private void warnIfTooOpen() throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException e) {
            LOG.debug("Who may read or write {} cannot be said on this system", path);
            return;
        }
        if (permissions.contains(tooOpen)) {
            LOG.warn("{}: {}; take that permission from others (chmod o-rw)", path, tooOpenMeans);
        }
    }
}
