package io.parley.journal.file.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A store in heap that knows what was forced. {@link #restart} gives what a disk holds after a power cut: what was
 * forced, and of the rest each sector, and the folder's changes up to some point, by chance. It also runs out of space
 * and breaks forces on demand.
 */
public final class PowerCutStore implements Store {

    private final Random random;
    private final Map<String, MemoryFile> now = new HashMap<>();
    private final Map<String, MemoryFile> durable = new HashMap<>();
    private final List<FolderChange> unforced = new ArrayList<>();
    private long cutAfter = Long.MAX_VALUE;
    private long capacity = Long.MAX_VALUE;
    private boolean cut;
    private boolean locked;
    private boolean copyOnWrite;
    private Runnable onUsableBytes = () -> {};
    private Predicate<String> ignoredForces = name -> false;
    private Predicate<String> brokenForces = name -> false;

    /** A change of the folder: the file has the name, or, with no file, nothing has it. */
    private record FolderChange(String name, MemoryFile file) {

        void applyTo(Map<String, MemoryFile> folder) {
            if (file == null) {
                folder.remove(name);
            } else {
                folder.put(name, file);
            }
        }
    }

    public PowerCutStore(long seed) {
        random = new Random(seed);
    }

    /** Cuts the power within one of the next operations. */
    public synchronized void cutAfter(long operations) {
        cutAfter = operations;
    }

    public synchronized boolean isCut() {
        return cut;
    }

    /** Does nothing, successfully, when a file with such a name is forced; the folder has the name "". */
    public synchronized void ignoreForces(Predicate<String> names) {
        ignoredForces = names;
    }

    /** Fails when a file with such a name is forced. */
    public synchronized void breakForces(Predicate<String> names) {
        brokenForces = names;
    }

    /** Puts a file there that is durable already. */
    public synchronized void put(String name, byte[] content) {
        MemoryFile file = MemoryFile.durable(this, content);
        file.name = name;
        now.put(name, file);
        durable.put(name, file);
    }

    /** Does something when the free space is asked for next, after the answer is made. */
    public synchronized void onUsableBytes(Runnable then) {
        onUsableBytes = then;
    }

    /** Files may take that many bytes together. */
    public synchronized void limit(long bytes) {
        capacity = bytes;
    }

    /** From now on an overwrite needs room as well. */
    public synchronized void copyOnWrite() {
        copyOnWrite = true;
    }

    public synchronized long used() {
        return now.values().stream().mapToLong(MemoryFile::size).sum();
    }

    /** The content of a file as it is now. */
    public synchronized byte[] content(String name) {
        return now.get(name).content();
    }

    /** What is on the disk when the power is back; this store is dead from now on. */
    public synchronized PowerCutStore restart() {
        cut = true;
        Map<String, MemoryFile> folder = new HashMap<>(durable);
        int kept = random.nextInt(unforced.size() + 1);
        for (FolderChange change : unforced.subList(0, kept)) {
            change.applyTo(folder);
        }
        PowerCutStore next = new PowerCutStore(random.nextLong());
        next.ignoredForces = ignoredForces;
        folder.forEach((name, file) -> {
            MemoryFile survivor = file.afterPowerCut(next, random);
            survivor.name = name;
            next.now.put(name, survivor);
            next.durable.put(name, survivor);
        });
        return next;
    }

    @Override
    public void create() {
        // a store is its own folder
    }

    @Override
    public synchronized Closeable lock() throws IOException {
        if (locked) {
            throw new IOException("in use");
        }
        locked = true;
        return this::unlock;
    }

    @Override
    public synchronized List<String> list() throws IOException {
        operate();
        return List.copyOf(now.keySet());
    }

    @Override
    public synchronized StoreFile open(String name) throws IOException {
        operate();
        if (!now.containsKey(name)) {
            change(name, new MemoryFile(this));
        }
        return now.get(name);
    }

    @Override
    public synchronized StoreFile openToRead(String name) throws IOException {
        operate();
        MemoryFile file = now.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operate();
        MemoryFile file = now.get(from);
        if (file == null) {
            throw new NoSuchFileException(from);
        }
        change(from, null);
        change(to, file);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        operate();
        if (now.containsKey(name)) {
            change(name, null);
        }
    }

    @Override
    public synchronized void force() throws IOException {
        operate();
        if (forces("")) {
            unforced.forEach(change -> change.applyTo(durable));
            unforced.clear();
        }
    }

    @Override
    public synchronized long usableBytes() {
        long usable = capacity - used();
        onUsableBytes.run();
        onUsableBytes = () -> {};
        return usable;
    }

    @Override
    public String where(String name) {
        return "memory/" + name;
    }

    /** Counts an operation; throws when the power is gone. */
    synchronized void operate() throws IOException {
        if (cut || --cutAfter < 0) {
            cut = true;
            throw new IOException("no power");
        }
    }

    /** Whether a write that is under way is the last one; part of it may be done. */
    synchronized boolean isLast() {
        return cutAfter == 0;
    }

    synchronized boolean forces(String name) throws IOException {
        if (brokenForces.test(name)) {
            throw new IOException("I/O error");
        }
        return !ignoredForces.test(name);
    }

    synchronized long room() {
        return capacity - used();
    }

    /** What a write of that many bytes, of which some make the file longer, takes. */
    synchronized long need(long length, long growth) {
        return copyOnWrite ? length : growth;
    }

    Random random() {
        return random;
    }

    private synchronized void unlock() {
        locked = false;
    }

    private void change(String name, MemoryFile file) {
        FolderChange change = new FolderChange(name, file);
        change.applyTo(now);
        unforced.add(change);
        if (file != null) {
            file.name = name;
        }
    }
}
