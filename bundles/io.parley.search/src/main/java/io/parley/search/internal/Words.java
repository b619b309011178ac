package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.search.SessionSearch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;

/** What somebody seeks, as the index is asked. Nothing in a text has a meaning of its own, so that none is wrong. */
final class Words {

    private static final int MOST = 50;

    private Words() {}

    /** @throws RefusedException INVALID for a text without words, or with too many */
    static Query query(String text, Analyzer analyzer) {
        if (text.length() > SessionSearch.MAX_TEXT) {
            throw new RefusedException(
                    Reason.INVALID,
                    "A text to seek has at most " + SessionSearch.MAX_TEXT + " characters, not " + text.length());
        }
        List<Query> all = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) {
                all.add(either(word, beginnings(word, analyzer)));
            }
        }
        if (all.isEmpty() || all.size() > MOST) {
            throw new RefusedException(Reason.INVALID, "A text to seek has 1 to " + MOST + " words, not " + all.size());
        }
        return all(all);
    }

    /** The id begins so, or what the word consists of occurs. */
    private static Query either(String word, List<Query> tokens) {
        Query id = new PrefixQuery(new Term(TextIndex.WHOLE_ID, word.toLowerCase(Locale.ROOT)));
        BooleanQuery.Builder either = new BooleanQuery.Builder().add(id, Occur.SHOULD);
        if (!tokens.isEmpty()) {
            either.add(all(tokens), Occur.SHOULD);
        }
        return either.build();
    }

    private static Query all(List<Query> parts) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        parts.forEach(part -> all.add(part, Occur.FILTER));
        return all.build();
    }

    private static List<Query> beginnings(String word, Analyzer analyzer) {
        List<Query> beginnings = new ArrayList<>();
        tokens(word, analyzer).forEach(token -> beginnings.add(new PrefixQuery(new Term(TextIndex.TEXT, token))));
        return beginnings;
    }

    /** What a text consists of, as the index knows it; at most so many as can be sought. */
    static List<String> tokens(String text, Analyzer analyzer) {
        List<String> tokens = new ArrayList<>();
        try (TokenStream in = analyzer.tokenStream(TextIndex.TEXT, text)) {
            CharTermAttribute token = in.addAttribute(CharTermAttribute.class);
            in.reset();
            while (in.incrementToken() && tokens.size() < MOST) {
                tokens.add(token.toString());
            }
            in.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tokens;
    }
}
