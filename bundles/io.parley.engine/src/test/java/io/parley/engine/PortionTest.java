package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.op.AtRest;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.plugin.MissingPluginException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are read from the journal together. */
@Timeout(30)
class PortionTest {

    private final Fixture at = new Fixture();

    @BeforeEach
    void begin() {
        at.start();
    }

    @AfterEach
    void close() {
        at.close();
    }

    private static Message message(String text) {
        return Message.to(Address.queue("q")).payload(text).build();
    }

    /** One record. */
    private long store(StoredMessage... messages) throws Exception {
        CompletableFuture<Long> position = new CompletableFuture<>();
        at.journal.append(new Append() {
            @Override
            public List<ByteBuffer> data() {
                return new BatchRecord(List.of(messages), List.of()).encode();
            }

            @Override
            public void committed(long at) {
                position.complete(at);
            }

            @Override
            public void failed(JournalException cause) {
                position.completeExceptionally(cause);
            }
        });
        return Fixture.get(position);
    }

    private long store(String... texts) throws Exception {
        StoredMessage[] messages = new StoredMessage[texts.length];
        for (int i = 0; i < texts.length; i++) {
            messages[i] = StoredMessage.plain(message(texts[i]));
        }
        return store(messages);
    }

    /** Texts, or how it failed. */
    private List<Object> load(MessageRef... refs) throws Exception {
        List<Object> results = new ArrayList<>();
        for (CompletableFuture<Message> stage : Fixture.get(at.engine.messages().loadAll(List.of(refs), false))) {
            try {
                results.add(new String(Fixture.get(stage).payload().toBytes(), StandardCharsets.UTF_8));
            } catch (ExecutionException e) {
                results.add(e.getCause());
            }
        }
        return results;
    }

    @Test
    void eachIsWhereItsPlaceIsWhateverRecordItIsIn() throws Exception {
        long first = store("a0", "a1", "a2");
        long second = store("b0");
        long third = store("c0", "c1", "c2", "c3");
        assertEquals(
                List.of("a0", "a2", "b0", "c3", "c1", "c2", "a1", "a1"),
                load(
                        new MessageRef(first, 0),
                        new MessageRef(first, 2),
                        new MessageRef(second, 0),
                        new MessageRef(third, 3),
                        new MessageRef(third, 1),
                        new MessageRef(third, 2),
                        new MessageRef(first, 1),
                        new MessageRef(first, 1)));
    }

    @Test
    void theJournalIsReadInItsOrderAndEachRecordOnce() throws Exception {
        List<MessageRef> refs = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long position = store(i + "a", i + "b");
            refs.add(new MessageRef(position, 0));
            refs.add(new MessageRef(position, 1));
            texts.addAll(List.of(i + "a", i + "b"));
        }
        Collections.shuffle(refs, new Random(3));
        Collections.shuffle(texts, new Random(3));
        List<Long> asked = new ArrayList<>();
        Journal journal = (Journal) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Journal.class}, (proxy, read, arguments) -> {
                    Arrays.stream((long[]) arguments[0]).forEach(asked::add);
                    return read.invoke(at.journal, arguments);
                });
        List<CompletableFuture<Message>> loaded = new Portion(at.engine.messages(), refs, false).read(journal);
        for (int i = 0; i < texts.size(); i++) {
            byte[] payload = Fixture.get(loaded.get(i)).payload().toBytes();
            assertEquals(texts.get(i), new String(payload, StandardCharsets.UTF_8));
        }
        assertEquals(asked.stream().sorted().distinct().toList(), asked);
        assertEquals(40, asked.size());
    }

    @Test
    void whatCannotBeReadIsNoConcernOfTheOthers() throws Exception {
        long first = store("a0", "a1");
        long second = store(new StoredMessage(message("packed"), Optional.of(new AtRest("absent", 1, 6))));
        long third = store("c0");
        List<Object> loaded = load(
                new MessageRef(first, 0),
                new MessageRef(first, 7),
                new MessageRef(second, 0),
                new MessageRef(at.journal.end(), 0),
                new MessageRef(third, 0));
        assertInstanceOf(RefusedException.class, loaded.get(1));
        assertInstanceOf(MissingPluginException.class, loaded.get(2));
        assertInstanceOf(RefusedException.class, loaded.get(3));
        assertEquals("c0", loaded.get(4));
        assertEquals("a0", loaded.get(0));
    }
}
