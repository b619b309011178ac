package io.parley.search.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.PostingsFormat;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NIOFSDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the index is. One that cannot be read is deleted: it is built anew from what is stored. */
final class IndexFolder {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFolder.class);

    /** What files of an index are called; whatever else is there is not ours. */
    private static final Pattern OURS = Pattern.compile("_[0-9a-z]+[._].*|(pending_)?segments.*");

    /** Lucene says on newer JVMs, and warns, that vectors could be computed faster: there are none here. Held, or the level would be forgotten. */
    private static final java.util.logging.Logger VECTORS =
            java.util.logging.Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        VECTORS.setLevel(Level.SEVERE);
    }

    private IndexFolder() {}

    /** @param memoryMib how much waits in memory to be written, at most */
    static TextIndex open(Path folder, int memoryMib) throws IOException {
        findCodecs();
        try {
            return opened(folder, memoryMib);
        } catch (LockObtainFailedException e) {
            // Somebody works with it, so it is no worse for that.
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("The index in {} cannot be read and is built anew: {}", folder, e.getMessage());
            clear(folder);
            return opened(folder, memoryMib);
        }
    }

    /** Lucene looks for these where the thread says, too, when it needs them first; another Lucene might be there. */
    private static void findCodecs() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(IndexFolder.class.getClassLoader());
        try {
            Codec.availableCodecs();
            PostingsFormat.availablePostingsFormats();
            DocValuesFormat.availableDocValuesFormats();
            KnnVectorsFormat.availableKnnVectorsFormats();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static TextIndex opened(Path folder, int memoryMib) throws IOException {
        NIOFSDirectory directory = new NIOFSDirectory(folder);
        try {
            return new TextIndex(directory, memoryMib);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Deletes an index, as far as there is one. */
    static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(
                            file -> OURS.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
