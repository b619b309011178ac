package io.parley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.parley.api.message.Message;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Sender;
import io.parley.spi.interceptor.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Interceptor} keeps, whatever it decides. */
public abstract class InterceptorContract {

    private static final Sender SENDER = new Sender("anna", "session-1");

    /** The one under test; asked for once a test. */
    protected abstract Interceptor interceptor();

    /** A message that it lets pass, as often as it comes in a test. */
    protected abstract Message welcome();

    /** A message that it refuses, when it comes from a client; as often as it comes in a test. */
    protected abstract Message unwelcome();

    private static Verdict decided(Interceptor interceptor, Message message, Sender sender) throws Exception {
        Verdict verdict =
                interceptor.beforeAccept(message, sender).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertNotNull(verdict, "no decision");
        return verdict;
    }

    @Test
    void whatIsWelcomePasses() throws Exception {
        Message message = welcome();
        Verdict verdict = decided(interceptor(), message, SENDER);
        assertFalse(verdict instanceof Verdict.Reject, verdict::toString);
    }

    @Test
    void refusalsHaveAReasonAndWords() throws Exception {
        Verdict.Reject reject = assertInstanceOf(Verdict.Reject.class, decided(interceptor(), unwelcome(), SENDER));
        assertNotNull(reject.reason());
        assertFalse(reject.reason() == Reason.UNAVAILABLE, "a refusal is no failure");
        assertFalse(reject.words().isBlank());
        assertFalse(reject.words().contains("Exception"), reject.words());
    }

    @Test
    void codeInThisProcessIsASenderToo() throws Exception {
        decided(interceptor(), welcome(), new Sender("parley", ""));
    }

    @Test
    void messagesAreLeftAsTheyAre() throws Exception {
        Message message = welcome();
        Message same = message.with().build();
        decided(interceptor(), message, SENDER);
        assertEquals(same, message);
    }

    @Test
    void manyThreadsAskIt() throws Exception {
        Interceptor interceptor = interceptor();
        Message welcome = welcome();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            Sender sender = new Sender("principal-" + thread, "session-" + thread);
            threads.add(CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        Verdict verdict = decided(interceptor, welcome, sender);
                        assertFalse(verdict instanceof Verdict.Reject, verdict::toString);
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }
        CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }
}
