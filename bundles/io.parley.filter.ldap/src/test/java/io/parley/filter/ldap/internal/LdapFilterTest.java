package io.parley.filter.ldap.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LdapFilterTest {

    private static final Message MESSAGE = Message.to(Address.topic("a/b"))
            .id(new UUID(1, 2))
            .timeMillis(1_000)
            .payload("12345")
            .contentType("text/plain")
            .priority(7)
            .correlationId("c-1")
            .headers(Headers.NONE
                    .and("Region", "EU")
                    .and("amount", "99.5")
                    .and("count", "10")
                    .and("tag", "new")
                    .and("tag", "urgent")
                    .and("place", "Bad  Homburg")
                    .and("odd", "a(b)*\\ü")
                    .and("Übung", "x")
                    .and("empty", ""))
            .build();

    private static boolean holds(String filter) {
        try {
            return new LdapFilter().compile(filter).test(MESSAGE);
        } catch (PluginException e) {
            throw new AssertionError(filter + ": " + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(region=EU)",
                "(REGION=EU)",
                " ( region =EU) ",
                "(region=*)",
                "(region=* )",
                "(region=E*)",
                "(region=*U)",
                "(region=E*U)",
                "(region=**)",
                "(!(region=US))",
                "(!(missing=1))",
                "(&(region=EU)(count=10))",
                "( & (region=EU) (count=10) )",
                "(|(region=US)(count=10))",
                "(&(region=EU)(|(missing=*)(!(missing=*))))",
                "(count>=9)",
                "(count>=10)",
                "(count<=10.0)",
                "(amount<=100)",
                "(amount>=1e1)",
                "(count>= 9 )",
                "(region>=A)",
                "(region>= Z)",
                "(count<=9x)",
                "(region<=eu)",
                "(|(region=US)(count=11)(REGION=EU))",
                "(|(tag=old)(TAG=urgent))",
                "(|(tag=urg*)(tag=older)(tag=oldest))",
                "(|(priority>=8)(PRIORITY=7))",
                "(&(tag=new)(tag=urgent))",
                "(übung=x)",
                "(ÜBUNG=x)",
                "(tag=new)",
                "(tag=urgent)",
                "(TAG=urg*)",
                "(place~=bad homburg)",
                "(place~=BADHOMBURG)",
                "(place=Bad  Homburg)",
                "(odd=a\\(b\\)\\*\\\\ü)",
                "(odd=a\\28b\\29\\2a\\5c\\c3\\bc)",
                "(odd=*\\**)",
                "(empty=)",
                "(empty=*)",
                "(priority=7)",
                "(priority= 7 )",
                "(priority>=7)",
                "(priority~=7)",
                "(size<=5)",
                "(time=1000)",
                "(DataContentType=text/*)",
                "(contenttype=text/plain)",
                "(address=topic:a/b)",
                "(correlationId=c-1)",
                "(id=00000000-0000-0001-0000-000000000002)"
            })
    void lets(String filter) {
        assertTrue(holds(filter), filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(region=eu)",
                "(region= EU)",
                "(missing=*)",
                "(missing=)",
                "(missing>=0)",
                "(missing<=0)",
                "(missing~=0)",
                "(!(region=EU))",
                "(&(region=EU)(count=11))",
                "(count=10.0)",
                "(count>=11)",
                "(tag=old)",
                "(|(tag=old)(TAG=older)(count=11)(tag=oldest))",
                "(|(priority>=8)(PRIORITY=6))",
                "(&(tag=new)(tag=old))",
                "(ubung=x)",
                "(region=E)",
                "(region=*X*)",
                "(priority=seven)",
                "(priority=7*)",
                "(priority>=seven)",
                "(priority>=8)",
                "(priority~=7.5)",
                "(amount>=100)",
                "(count>=9x)",
                "(place~=Bad)",
                "(orderingKey=*)",
                "(expiry=*)"
            })
    void keepsBack(String filter) {
        assertFalse(holds(filter), filter);
    }

    private static String wrong(String filter) {
        return assertThrows(PluginException.class, () -> new LdapFilter().compile(filter), filter)
                .getMessage();
    }

    @Test
    void whatIsWrongIsNamedWithItsPosition() {
        assertEquals("Position 1: expected '(', found the end", wrong(""));
        assertEquals("Position 1: expected '(', found 'a'", wrong("a=1"));
        assertEquals("Position 2: expected a name, '&', '|' or '!', found ')'", wrong("()"));
        assertEquals("Position 3: expected '=', '~=', '>=' or '<=', found ')'", wrong("(a)"));
        assertEquals("Position 4: expected '=', found '1'", wrong("(a>1)"));
        assertEquals("Position 5: expected ')', found the end", wrong("(a=b"));
        assertEquals("Position 4: expected ')', found '('", wrong("(a=(b))"));
        assertEquals("Position 5: expected a value, found ')'", wrong("(a>=)"));
        assertEquals("Position 9: expected the end, found 'x'", wrong("(a=bcde)x"));
        assertEquals("Position 3: expected '(', found ')'", wrong("(&)"));
        assertEquals("Position 8: expected ')', found '('", wrong("(!(a=1)(b=1))"));
        assertEquals("Position 4: expected bytes of UTF-8, found \\c3", wrong("(a=\\c3)"));
        assertEquals("Position 5: expected the character that \\ stands before, found the end", wrong("(a=\\"));
    }

    @Test
    void sizeAndDepthAreLimited() {
        assertTrue(wrong("(a=" + "x".repeat(4_096) + ")").startsWith("A filter has at most 4096 characters"));
        assertTrue(wrong("(!".repeat(65) + "(a=1)" + ")".repeat(65)).contains("more than 64 levels"));
        assertTrue(wrong("(|" + "(a=1)".repeat(600) + ")").contains("more than 512"));
        assertTrue(wrong("(a=*" + "x".repeat(256) + ")").contains("at most 256 characters"));
    }
}
