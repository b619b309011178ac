package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class NamesTest {

    private final Names names = new Names();

    private static String another(String name) {
        return new String(name.toCharArray());
    }

    @Test
    void eachIsThereOnceUntilTheEnd() {
        String first = another("a");
        assertSame(first, names.one(first));
        assertSame(first, names.one(another("a")));
        names.end();
        assertNotSame(first, names.one(another("a")));
    }

    @Test
    void whoHasItIsAskedFirst() {
        String first = names.one(another("a"));
        String known = another("a");
        names.known(name -> name.equals("a") ? known : null);
        assertSame(known, names.one(first));
        String other = another("b");
        assertSame(other, names.one(other));
        assertSame(other, names.one(another("b")));
        names.end();
        names.known(name -> known);
        assertSame(first, names.one(first), "nobody is asked any more");
    }
}
