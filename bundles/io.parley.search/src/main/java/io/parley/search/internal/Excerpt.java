package io.parley.search.internal;

import io.parley.api.search.MessageSearch;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** The line of a text in which somebody sees why it was found. */
final class Excerpt {

    /** So much of what comes before the word is shown. */
    private static final int BEFORE = 60;

    private static final String LEFT_OUT = "…";

    private Excerpt() {}

    /**
     * What is around the first word that begins with one of those sought; the beginning of the text when none does.
     *
     * @param sought as {@link Words#tokens} has them
     */
    static String of(String text, List<String> sought, Analyzer analyzer) throws IOException {
        int from = whole(text, Math.max(0, first(text, sought, analyzer) - BEFORE));
        int room = MessageSearch.MAX_EXCERPT - 2 * LEFT_OUT.length();
        int to = whole(text, Math.min(text.length(), from + room));
        String line =
                text.substring(from, to).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return (from > 0 ? LEFT_OUT : "") + line + (to < text.length() ? LEFT_OUT : "");
    }

    private static int first(String text, List<String> sought, Analyzer analyzer) throws IOException {
        try (TokenStream in = analyzer.tokenStream(TextIndex.TEXT, text)) {
            CharTermAttribute token = in.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = in.addAttribute(OffsetAttribute.class);
            in.reset();
            while (in.incrementToken()) {
                String word = token.toString();
                if (sought.stream().anyMatch(word::startsWith)) {
                    return offset.startOffset();
                }
            }
        }
        return 0;
    }

    /** That place, or the one before when it is within a character. */
    private static int whole(String text, int at) {
        boolean within = at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
        return within ? at - 1 : at;
    }
}
