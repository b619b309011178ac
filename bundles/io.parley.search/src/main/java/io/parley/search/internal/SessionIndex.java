package io.parley.search.internal;

import io.parley.api.search.SessionSearch.Hit;
import io.parley.api.search.SessionSearch.Page;
import io.parley.api.task.Details;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.Bits;

/** Sessions as an index has them: one row each at the most, since its id names it. */
final class SessionIndex {

    private static final String VERSION = "version";
    private static final String TITLE = "title";
    private static final String DESCRIPTION = "description";
    private static final String AGENT = "agent";

    private final TextIndex index;

    SessionIndex(TextIndex index) {
        this.index = index;
    }

    /** Takes the place of what there was of that session. */
    void put(Row row) throws IOException {
        if (row.session().length() > TextIndex.LONGEST_TERM) {
            return;
        }
        Document document = new Document();
        document.add(new StringField(TextIndex.WHOLE_ID, row.session().toLowerCase(Locale.ROOT), Store.NO));
        document.add(new NumericDocValuesField(VERSION, row.version()));
        Details details = row.details();
        for (String text : List.of(row.session(), details.title(), details.description(), details.agent())) {
            document.add(new TextField(TextIndex.TEXT, text, Store.NO));
        }
        document.add(new StoredField(TITLE, details.title()));
        document.add(new StoredField(DESCRIPTION, details.description()));
        document.add(new StoredField(AGENT, details.agent()));
        index.put(row.session(), row.created().toEpochMilli(), document);
    }

    void remove(String session) throws IOException {
        index.remove(new TermQuery(new Term(TextIndex.KEY, session)));
    }

    /** All rows. */
    Map<String, Row.Edition> editions() throws IOException {
        return index.read(SessionIndex::editions);
    }

    private static Map<String, Row.Edition> editions(IndexSearcher searcher) throws IOException {
        Map<String, Row.Edition> all = new HashMap<>();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            SortedDocValues ids = leaf.reader().getSortedDocValues(TextIndex.KEY);
            NumericDocValues created = leaf.reader().getNumericDocValues(TextIndex.TIME);
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
        return all;
    }

    /** One page; the total is exact. */
    Page search(String text, Optional<Place> after, int limit) throws IOException {
        TextIndex.Found<Hit> found = index.page(Words.query(text, index.analyzer()), after, limit, SessionIndex::hit);
        return new Page(found.hits(), found.total(), found.next());
    }

    private static Hit hit(Document row) {
        return new Hit(
                row.get(TextIndex.KEY),
                Instant.ofEpochMilli(TextIndex.time(row)),
                new Details(row.get(TITLE), row.get(DESCRIPTION), row.get(AGENT)));
    }
}
