package io.parley.search.internal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/**
 * An index of rows, each of which has a key, a time and a text. Nothing of it is needed: what it lacks is indexed anew. Every method may block on the disk; one
 * thread at a time changes it, any may seek.
 */
final class TextIndex implements Closeable {

    static final String KEY = "id";
    static final String TIME = "created";
    static final String TEXT = "text";
    static final String WHOLE_ID = "whole";

    /** In characters. Terms have at most 32,766 bytes; ids and names of topics may have more. */
    static final int LONGEST_TERM = 8_000;

    private static final Sort NEWEST_FIRST =
            new Sort(new SortField(TIME, SortField.Type.LONG, true), new SortField(KEY, SortField.Type.STRING));

    /** @param total of all pages together */
    record Found<T>(List<T> hits, long total, Optional<String> next) {}

    /** Something that is to be known of the rows. */
    interface Reading<T> {
        T of(IndexSearcher searcher) throws IOException;
    }

    /** A row as it is told. */
    interface Shown<T> {
        T of(Document row) throws IOException;
    }

    private final Analyzer analyzer = new StandardAnalyzer();
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;

    /** @throws IOException when what is there is no index that this can read */
    TextIndex(Directory directory, int memoryMib) throws IOException {
        this.directory = directory;
        writer = new IndexWriter(directory, new IndexWriterConfig(analyzer).setRAMBufferSizeMB(memoryMib));
        searchers = new SearcherManager(writer, null);
    }

    Analyzer analyzer() {
        return analyzer;
    }

    /**
     * Takes the place of what there was of that key.
     *
     * @param key at most {@link #LONGEST_TERM} characters
     * @param time milliseconds since 1970
     */
    void put(String key, long time, Document row) throws IOException {
        row.add(new StringField(KEY, key, Store.YES));
        row.add(new SortedDocValuesField(KEY, new BytesRef(key)));
        row.add(new NumericDocValuesField(TIME, time));
        row.add(new StoredField(TIME, time));
        writer.updateDocument(new Term(KEY, key), row);
    }

    void remove(Query rows) throws IOException {
        writer.deleteDocuments(rows);
    }

    /** What was put and removed is found from now on. */
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /** What was put and removed is on the disk. */
    void commit() throws IOException {
        writer.commit();
    }

    <T> T read(Reading<T> reading) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return reading.of(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /** One page, the newest first; the total is exact. */
    <T> Found<T> page(Query query, Optional<Place> after, int limit, Shown<T> hit) throws IOException {
        return read(searcher -> {
            FieldDoc behind = after.map(place -> place(place, searcher)).orElse(null);
            TopDocs found = searcher.searchAfter(behind, query, limit + 1, NEWEST_FIRST);
            List<T> hits = new ArrayList<>();
            Optional<String> next = Optional.empty();
            for (ScoreDoc one : found.scoreDocs) {
                if (hits.size() == limit) {
                    break;
                }
                Document row = searcher.storedFields().document(one.doc);
                hits.add(hit.of(row));
                next = Optional.of(new Place(time(row), row.get(KEY)).token());
            }
            return new Found<>(hits, searcher.count(query), found.scoreDocs.length <= limit ? Optional.empty() : next);
        });
    }

    static long time(Document row) {
        return row.getField(TIME).numericValue().longValue();
    }

    /** Behind whichever row is at that place, wherever in the index it is by now. */
    private static FieldDoc place(Place place, IndexSearcher searcher) {
        int last = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
        return new FieldDoc(last, 0, new Object[] {place.time(), new BytesRef(place.key())});
    }

    /** How many rows there are. */
    int size() {
        return writer.getDocStats().numDocs;
    }

    @Override
    public void close() throws IOException {
        try (directory;
                analyzer;
                writer) {
            searchers.close();
        }
    }
}
