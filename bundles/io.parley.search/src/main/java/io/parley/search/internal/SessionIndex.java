package io.parley.search.internal;

import io.parley.api.search.SessionSearch.Hit;
import io.parley.api.search.SessionSearch.Page;
import io.parley.api.task.Details;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
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
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * The index. A session has one row at the most, since its id names it. Nothing of it is needed: what it lacks is indexed anew. Every method may block on the
 * disk; one thread at a time changes it, any may seek.
 */
final class SessionIndex implements Closeable {

    static final String TEXT = "text";
    static final String WHOLE_ID = "whole";

    private static final String ID = "id";
    private static final String CREATED = "created";
    private static final String VERSION = "version";
    private static final String TITLE = "title";
    private static final String DESCRIPTION = "description";
    private static final String AGENT = "agent";

    /** Terms have at most 32,766 bytes; ids may have more. */
    private static final int LONGEST_ID = 8_000;

    private static final Sort NEWEST_FIRST =
            new Sort(new SortField(CREATED, SortField.Type.LONG, true), new SortField(ID, SortField.Type.STRING));

    private final Analyzer analyzer = new StandardAnalyzer();
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;

    /** @throws IOException when what is there is no index that this can read */
    SessionIndex(Directory directory, int memoryMib) throws IOException {
        this.directory = directory;
        writer = new IndexWriter(directory, new IndexWriterConfig(analyzer).setRAMBufferSizeMB(memoryMib));
        searchers = new SearcherManager(writer, null);
    }

    /** Takes the place of what there was of that session. */
    void put(Row row) throws IOException {
        if (row.session().length() > LONGEST_ID) {
            return;
        }
        Document document = new Document();
        document.add(new StringField(ID, row.session(), Store.YES));
        document.add(new SortedDocValuesField(ID, new BytesRef(row.session())));
        document.add(new StringField(WHOLE_ID, row.session().toLowerCase(Locale.ROOT), Store.NO));
        document.add(new NumericDocValuesField(CREATED, row.created().toEpochMilli()));
        document.add(new NumericDocValuesField(VERSION, row.version()));
        Details details = row.details();
        for (String text : List.of(row.session(), details.title(), details.description(), details.agent())) {
            document.add(new TextField(TEXT, text, Store.NO));
        }
        document.add(new StoredField(CREATED, row.created().toEpochMilli()));
        document.add(new StoredField(TITLE, details.title()));
        document.add(new StoredField(DESCRIPTION, details.description()));
        document.add(new StoredField(AGENT, details.agent()));
        writer.updateDocument(new Term(ID, row.session()), document);
    }

    void remove(String session) throws IOException {
        writer.deleteDocuments(new Term(ID, session));
    }

    /** What was put and removed is found from now on. */
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /** What was put and removed is on the disk. */
    void commit() throws IOException {
        writer.commit();
    }

    /** All rows. */
    Map<String, Row.Edition> editions() throws IOException {
        Map<String, Row.Edition> all = new HashMap<>();
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                SortedDocValues ids = leaf.reader().getSortedDocValues(ID);
                NumericDocValues created = leaf.reader().getNumericDocValues(CREATED);
                NumericDocValues versions = leaf.reader().getNumericDocValues(VERSION);
                Bits live = leaf.reader().getLiveDocs();
                for (int doc = 0; ids != null && doc < leaf.reader().maxDoc(); doc++) {
                    boolean there = live == null || live.get(doc);
                    if (there && ids.advanceExact(doc) && created.advanceExact(doc) && versions.advanceExact(doc)) {
                        String id = ids.lookupOrd(ids.ordValue()).utf8ToString();
                        all.put(id, new Row.Edition(created.longValue(), versions.longValue()));
                    }
                }
            }
        } finally {
            searchers.release(searcher);
        }
        return all;
    }

    /** One page; the total is exact. */
    Page search(String text, Optional<Place> after, int limit) throws IOException {
        Query query = Words.query(text, analyzer);
        IndexSearcher searcher = searchers.acquire();
        try {
            FieldDoc behind = after.map(place -> place(place, searcher)).orElse(null);
            TopDocs found = searcher.searchAfter(behind, query, limit + 1, NEWEST_FIRST);
            List<Hit> hits = new ArrayList<>();
            for (ScoreDoc one : found.scoreDocs) {
                if (hits.size() < limit) {
                    hits.add(hit(searcher.storedFields().document(one.doc)));
                }
            }
            Optional<String> next = found.scoreDocs.length <= limit
                    ? Optional.empty()
                    : Optional.of(place(hits.get(limit - 1)).token());
            return new Page(hits, searcher.count(query), next);
        } finally {
            searchers.release(searcher);
        }
    }

    /** Behind whichever row is at that place, wherever in the index it is by now. */
    private static FieldDoc place(Place place, IndexSearcher searcher) {
        int last = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
        return new FieldDoc(last, 0, new Object[] {place.created(), new BytesRef(place.session())});
    }

    private static Place place(Hit last) {
        return new Place(last.created().toEpochMilli(), last.session());
    }

    private static Hit hit(Document row) {
        return new Hit(
                row.get(ID),
                Instant.ofEpochMilli(row.getField(CREATED).numericValue().longValue()),
                new Details(row.get(TITLE), row.get(DESCRIPTION), row.get(AGENT)));
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
