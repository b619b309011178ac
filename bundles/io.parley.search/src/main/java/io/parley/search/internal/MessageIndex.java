package io.parley.search.internal;

import io.parley.api.event.Cursor;
import io.parley.api.search.MessageSearch.Hit;
import io.parley.api.search.MessageSearch.Page;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/** Messages as an index has them: one row each at the most, since its place in its topic's history names it. */
final class MessageIndex {

    private static final String TOPIC = "topic";
    private static final String SEQUENCE = "sequence";
    private static final String EXPIRES = "expires";
    private static final String AGENT = "agent";
    private static final String ID = "message";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String TYPE = "type";

    /**
     * What there is of a topic.
     *
     * @param first the lowest sequence of its rows
     * @param last the highest one
     * @param end the place of that
     */
    record Span(long first, long last, String end) {}

    private final TextIndex index;

    MessageIndex(TextIndex index) {
        this.index = index;
    }

    /** Whether the messages of the topic can have rows. */
    static boolean takes(String topic) {
        return topic.length() <= TextIndex.LONGEST_TERM;
    }

    void put(MessageRow row) throws IOException {
        Document document = new Document();
        document.add(new StringField(TOPIC, row.topic(), Store.YES));
        document.add(new SortedDocValuesField(TOPIC, new BytesRef(row.topic())));
        document.add(new LongPoint(SEQUENCE, row.sequence()));
        document.add(new NumericDocValuesField(SEQUENCE, row.sequence()));
        if (row.expires() != 0) {
            document.add(new LongPoint(EXPIRES, row.expires()));
        }
        document.add(new StringField(TextIndex.WHOLE_ID, row.id().toString(), Store.NO));
        for (String agent : List.of(row.from(), row.to())) {
            if (!agent.isEmpty()) {
                document.add(new StringField(AGENT, agent, Store.NO));
            }
        }
        document.add(new TextField(TextIndex.TEXT, row.text(), Store.YES));
        document.add(new StoredField(ID, row.id().toString()));
        document.add(new StoredField(FROM, row.from()));
        document.add(new StoredField(TO, row.to()));
        document.add(new StoredField(TYPE, row.type()));
        index.put(row.place(), row.time(), document);
    }

    /** The rows of the topic with sequences below that one go. */
    void removeBelow(String topic, long sequence) throws IOException {
        index.remove(new BooleanQuery.Builder()
                .add(topic(topic), Occur.FILTER)
                .add(LongPoint.newRangeQuery(SEQUENCE, Long.MIN_VALUE, sequence - 1), Occur.FILTER)
                .build());
    }

    /** All rows of the topic go. */
    void remove(String topic) throws IOException {
        index.remove(topic(topic));
    }

    private static Query topic(String topic) {
        return new TermQuery(new Term(TOPIC, topic));
    }

    /** What has expired goes. */
    void removeExpired(long now) throws IOException {
        Query expired = expired(now);
        if (index.read(searcher -> searcher.count(expired)) > 0) {
            index.remove(expired);
        }
    }

    private static Query expired(long now) {
        return LongPoint.newRangeQuery(EXPIRES, Long.MIN_VALUE, now);
    }

    /** What there is, by topic. Takes time in proportion to the number of rows. */
    Map<String, Span> spans() throws IOException {
        return index.read(searcher -> {
            Map<String, Span> all = new HashMap<>();
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                spans(leaf, all);
            }
            return all;
        });
    }

    private static void spans(LeafReaderContext leaf, Map<String, Span> all) throws IOException {
        SortedDocValues topics = leaf.reader().getSortedDocValues(TOPIC);
        SortedDocValues places = leaf.reader().getSortedDocValues(TextIndex.KEY);
        NumericDocValues sequences = leaf.reader().getNumericDocValues(SEQUENCE);
        Bits live = leaf.reader().getLiveDocs();
        for (int doc = 0; topics != null && doc < leaf.reader().maxDoc(); doc++) {
            boolean there = live == null || live.get(doc);
            if (there && topics.advanceExact(doc) && places.advanceExact(doc) && sequences.advanceExact(doc)) {
                String topic = topics.lookupOrd(topics.ordValue()).utf8ToString();
                long sequence = sequences.longValue();
                Span before = all.get(topic);
                if (before == null || sequence > before.last) {
                    String end = places.lookupOrd(places.ordValue()).utf8ToString();
                    all.put(topic, new Span(before == null ? sequence : before.first, sequence, end));
                } else if (sequence < before.first) {
                    all.put(topic, new Span(sequence, before.last, before.end));
                }
            }
        }
    }

    /** One page of what has not expired; the total is exact. */
    Page search(String text, Optional<String> agent, long now, Optional<Place> after, int limit) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder()
                .add(Words.query(text, index.analyzer()), Occur.FILTER)
                .add(expired(now), Occur.MUST_NOT);
        agent.ifPresent(name -> query.add(new TermQuery(new Term(AGENT, name)), Occur.FILTER));
        List<String> sought = Words.tokens(text, index.analyzer());
        TextIndex.Found<Hit> found = index.page(query.build(), after, limit, row -> hit(row, sought));
        return new Page(found.hits(), found.total(), found.next());
    }

    private Hit hit(Document row, List<String> sought) throws IOException {
        return new Hit(
                UUID.fromString(row.get(ID)),
                new Cursor(row.get(TextIndex.KEY)),
                row.get(TOPIC),
                row.get(FROM),
                row.get(TO),
                row.get(TYPE),
                Instant.ofEpochMilli(TextIndex.time(row)),
                Excerpt.of(row.get(TextIndex.TEXT), sought, index.analyzer()));
    }
}
