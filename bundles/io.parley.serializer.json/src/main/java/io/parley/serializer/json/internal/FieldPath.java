package io.parley.serializer.json.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/** Finds one field by its path while reading, without making a tree. */
final class FieldPath {

    private FieldPath() {}

    /** Reads on from the parser's current token, as far as is needed. */
    static Optional<Object> find(JsonParser parser, String path) throws IOException {
        int from = 0;
        while (from <= path.length()) {
            int dot = path.indexOf('.', from);
            int to = dot < 0 ? path.length() : dot;
            if (!enter(parser, path.substring(from, to))) {
                return Optional.empty();
            }
            from = to + 1;
        }
        return scalar(parser);
    }

    /** Goes to the value of that name, or at that index, inside the current value. */
    private static boolean enter(JsonParser parser, String step) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(step);
                parser.nextToken();
                if (found) {
                    return true;
                }
                parser.skipChildren();
            }
            return false;
        }
        return parser.currentToken() == JsonToken.START_ARRAY && enterElement(parser, step);
    }

    private static boolean enterElement(JsonParser parser, String step) throws IOException {
        int index = index(step);
        while (index >= 0 && parser.nextToken() != JsonToken.END_ARRAY) {
            if (index-- == 0) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    /** -1 for what is no index. */
    private static int index(String step) {
        if (step.isEmpty() || step.length() > 9) {
            return -1;
        }
        for (int i = 0; i < step.length(); i++) {
            if (step.charAt(i) < '0' || step.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(step);
    }

    private static Optional<Object> scalar(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING:
                return Optional.of(parser.getText());
            case VALUE_TRUE:
                return Optional.of(true);
            case VALUE_FALSE:
                return Optional.of(false);
            case VALUE_NUMBER_INT:
                return Optional.of(
                        parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                                ? parser.getText()
                                : (Object) parser.getLongValue());
            case VALUE_NUMBER_FLOAT:
                double value = parser.getDoubleValue();
                return Optional.of(Double.isInfinite(value) ? parser.getText() : (Object) value);
            default:
                return Optional.empty();
        }
    }
}
