package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The answers that a client waits for, sent strictly in the order of the packets they answer ([MQTT-4.6.0-2] to
 * [MQTT-4.6.0-4]). Results come on any thread and in any order; one task on the lane sends all that are due by then.
 */
final class Answers {

    private final Connection connection;
    private final Predicate<Answer> send;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private Answer head;
    private Answer tail;
    private int size;
    private long bytes;

    /** @param send sends an answer; false to send no more */
    Answers(Connection connection, Predicate<Answer> send) {
        this.connection = connection;
        this.send = send;
    }

    int size() {
        return size;
    }

    /** The size of all payloads whose results are waited for. */
    long bytes() {
        return bytes;
    }

    /**
     * Puts an answer at the end of the line; sends it at once where it is due.
     *
     * @param payload the size of what is kept in memory until then
     */
    void add(Answer.Kind kind, int packetId, Object note, int payload, CompletableFuture<?> stage) {
        Answer answer = new Answer(this, kind, packetId, note, payload);
        if (tail == null) {
            head = answer;
        } else {
            tail.next = answer;
        }
        tail = answer;
        size++;
        bytes += payload;
        if (stage.isDone()) {
            stage.whenComplete(answer::resolve);
            if (head == answer) {
                sendDue();
            }
        } else {
            stage.whenComplete(answer);
        }
    }

    /** Any thread. Those that come before the task runs are covered by it. */
    void resolved() {
        if (scheduled.compareAndSet(false, true)) {
            connection.execute(this::sendDue);
        }
    }

    /** Sends those at the front that have their result. */
    void sendDue() {
        scheduled.set(false);
        while (head != null && head.done()) {
            Answer answer = head;
            head = answer.next;
            if (head == null) {
                tail = null;
            }
            size--;
            bytes -= answer.bytes;
            if (!send.test(answer)) {
                clear();
            }
        }
    }

    /** Sends none of those that are left. */
    void clear() {
        head = null;
        tail = null;
        size = 0;
        bytes = 0;
    }
}
