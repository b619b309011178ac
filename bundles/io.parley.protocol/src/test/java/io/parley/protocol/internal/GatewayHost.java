package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.engine.Batch;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Rejects;
import io.parley.engine.contract.SharedDelivery;
import io.parley.engine.contract.Sink;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.contract.Tokens;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.Op;
import io.parley.engine.op.TopicOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.engine.timer.SystemTimers;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.Will;
import io.parley.spi.security.Credentials;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A gateway on a real engine and pipeline, and on services that only remember what they were asked. */
final class GatewayHost implements AutoCloseable, Downstream, Timers {

    final Workers workers = new Workers(2);
    private final SystemTimers clock = new SystemTimers();
    final Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, clock);
    final MemoryJournal journal = new MemoryJournal();
    final EngineCore engine = new EngineCore(
            new EngineSettings(2, 1, 1 << 20, Duration.ofDays(1), 100, 1_000),
            journal,
            new MemoryView(),
            plugins,
            workers,
            clock,
            Set.of("nobody"));
    final Pipeline pipeline = new Pipeline(engine::batch, plugins, workers, 100);
    Duration patience = Duration.ofSeconds(20);
    Duration authentication = Duration.ofSeconds(20);
    private final Revocations revocations = new Revocations();
    final Permissions permissions = new Permissions(plugins.authorizers(), clock, workers, () -> patience, revocations);
    final Map<String, String> settings = new ConcurrentHashMap<>();
    final Queue<Runnable> lane = new ConcurrentLinkedQueue<>();
    final Queue<Runnable> timers = new ArrayDeque<>();
    final List<String> accepted = new CopyOnWriteArrayList<>();
    final List<Outbound> delivered = new ArrayList<>();
    final List<Holder.End> ends = new ArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<Address, FakeQueue> queues = new HashMap<>();

    /** How they were consumed. */
    final List<ConsumeOptions> consumed = new ArrayList<>();

    final List<SubscriptionRequest> existing = new CopyOnWriteArrayList<>();
    final Set<Integer> taken = new HashSet<>();
    boolean owned = true;
    Optional<Session> existingSession = Optional.empty();
    long position;
    CompletableFuture<Void> subscribing = CompletableFuture.completedFuture(null);
    CompletionStage<Void> keepingWill = CompletableFuture.completedStage(null);
    int refuseDetach;
    boolean resumed;
    OpenRequest request;
    Sink inbox;
    Message last;
    int window;
    final Connection connection = (Connection) Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "id" -> "c1";
                case "setting" -> Optional.ofNullable(settings.get((String) arguments[0]));
                case "execute" -> lane.add((Runnable) arguments[0]) ? null : null;
                default -> throw new UnsupportedOperationException(method.getName());
            });
    final Traffic traffic = new Traffic();
    final Clients clients = new Clients(() -> 3, () -> 1_000, () -> 0);
    final FakeTransactions transactions = new FakeTransactions(engine);
    final FakeHistory history = new FakeHistory();
    final FakeState state = new FakeState();
    private final Authentication authenticating =
            new Authentication(plugins, clock, workers, () -> authentication, revocations);
    private final Detachments detachments = new Detachments(fake(SessionService.class), this, Runnable::run);
    final GatewayImpl gateway = new GatewayImpl(
            new Services(
                    pipeline,
                    transactions,
                    this,
                    authenticating,
                    fake(SessionService.class),
                    fake(MessageService.class),
                    fake(Inboxes.class),
                    fake(Subscriptions.class),
                    history,
                    plugins,
                    fake(Tokens.class),
                    fake(Holds.class),
                    fake(GroupStates.class),
                    detachments,
                    traffic,
                    clients,
                    permissions),
            () -> new Limits(100, 3, authentication, 3));

    GatewayHost() {
        engine.join(new Nobody());
        pipeline.acceptor(new Acceptor() {
            @Override
            public Address.Kind kind() {
                return Address.Kind.TOPIC;
            }

            @Override
            public Optional<String> compressor(Address address) {
                return Optional.empty();
            }

            @Override
            public void plan(Address address, Incoming incoming) {
                last = incoming.message();
                accepted.add(address.name() + " " + incoming.origin().guarantee() + " "
                        + incoming.origin().retain());
                incoming.batch().add(new TopicOp.Append(address.name(), incoming.place(), 1, 0, true));
            }
        });
    }

    @SuppressWarnings("unchecked")
    private <S> S fake(Class<S> type) {
        return (S) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, a) -> call(method.getName(), a));
    }

    private Object call(String method, Object[] a) {
        return switch (method) {
            case "open" -> {
                request = (OpenRequest) a[0];
                Session session = new Session(
                        request.id(),
                        request.principal(),
                        Session.State.ACTIVE,
                        request.expiry(),
                        Instant.EPOCH,
                        Optional.empty());
                yield CompletableFuture.completedStage(new Opened(session, 7, resumed));
            }
            case "find" -> existingSession;
            case "movedTo" -> Optional.empty();
            case "close" -> {
                calls.add(method + (a == null ? "" : " " + a[0]));
                yield a == null ? null : CompletableFuture.completedStage(null);
            }
            case "detach" -> {
                calls.add("detach " + a[0] + " " + a[1]);
                yield refuseDetach-- > 0
                        ? CompletableFuture.failedStage(new RefusedException(Reason.UNAVAILABLE, "disk full"))
                        : CompletableFuture.completedStage(null);
            }
            case "position" -> CompletableFuture.completedStage(position);
            case "attach" -> {
                window = (int) a[3];
                inbox = (Sink) a[4];
                yield fake(Inboxes.Link.class);
            }
            case "of" -> CompletableFuture.completedStage(List.copyOf(existing));
            case "watchState" -> state.after((Optional<String>) a[1]);
            case "subscribe" -> {
                SubscriptionRequest request = (SubscriptionRequest) a[2];
                calls.add("subscribe " + request.target() + " " + request.maximum());
                ((Consumer<Batch>) a[3]).accept(engine.batch());
                yield subscribing;
            }
            case "unsubscribe" -> {
                calls.add("unsubscribe " + a[2]);
                yield CompletableFuture.completedStage(true);
            }
            case "consume" -> {
                consumed.add((ConsumeOptions) a[1]);
                yield queues.computeIfAbsent((Address) a[0], address -> new FakeQueue());
            }
            case "take" -> {
                if (!owned) {
                    throw new RefusedException(Reason.NOT_OWNED, "another's");
                }
                if (!taken.add((int) a[3])) {
                    throw new RefusedException(Reason.CONFLICT, "taken");
                }
                calls.add("take " + a[2] + " " + a[3]);
                yield null;
            }
            case "taken" -> CompletableFuture.completedStage(taken.contains((int) a[1]));
            case "free" -> {
                taken.remove((int) a[2]);
                yield CompletableFuture.completedStage(null);
            }
            case "keepWill" -> {
                calls.add("keepWill " + a[0] + " " + a[1] + " " + a[2]);
                yield keepingWill;
            }
            case "dropWill", "expireAfter" -> {
                calls.add(method + " " + a[0] + " " + a[1]);
                yield CompletableFuture.completedStage(null);
            }
            case "require" -> calls.add("require " + a[1] + " " + a[2]) ? null : null;
            default -> {
                calls.add(method + (a == null ? "" : " " + a[0]));
                yield null;
            }
        };
    }

    /** Makes the engine begin. */
    private static final class Nobody implements Participant {
        @Override
        public String name() {
            return "nobody";
        }

        @Override
        public void load(View view) {
            // No state.
        }

        @Override
        public void apply(Shard shard, Op op, MessageRef message) {
            // No state.
        }

        @Override
        public void collect(Shard shard, ViewChanges changes) {
            // No state.
        }
    }

    /** A queue with as many messages as there is credit for. */
    static final class FakeQueue implements Flow.Publisher<Delivery>, Flow.Subscription {

        Flow.Subscriber<? super Delivery> subscriber;
        long credit;
        boolean cancelled;
        int given;
        final List<Integer> acknowledged = new ArrayList<>();
        final List<Integer> rejected = new ArrayList<>();
        private Guarantee guarantee;
        private boolean retained;

        /** What follows was published to a group like that. */
        void shared(Guarantee how, boolean retain) {
            guarantee = how;
            retained = retain;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Delivery> by) {
            subscriber = by;
            by.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            credit += n;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        /** Gives as much as it may. */
        void give() {
            for (; credit > 0; credit--) {
                int number = given++;
                Message message =
                        Message.to(Address.queue("q")).payload("" + number).build();
                Class<?> type = guarantee == null ? Delivery.class : SharedDelivery.class;
                subscriber.onNext((Delivery) Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type, Rejects.class},
                        (proxy, method, arguments) -> switch (method.getName()) {
                            case "guarantee" -> guarantee;
                            case "retained" -> retained;
                            case "message" -> message;
                            case "redelivered" -> false;
                            case "ack" -> {
                                acknowledged.add(number);
                                yield CompletableFuture.completedStage(null);
                            }
                            case "reject" -> {
                                rejected.add(number);
                                yield CompletableFuture.completedStage(null);
                            }
                            default -> throw new UnsupportedOperationException(method.getName());
                        }));
            }
        }
    }

    Authentication authentication() {
        return authenticating;
    }

    ConnectRequest request(String clientId, Publication will, int receiveMaximum) {
        Credentials credentials = new Credentials(
                clientId, Optional.of("anna"), Optional.empty(), InetSocketAddress.createUnresolved("127.0.0.1", 1));
        return new ConnectRequest(
                "test",
                connection,
                credentials,
                false,
                Duration.ofHours(1),
                Optional.ofNullable(will).map(publication -> new Will(publication, Duration.ZERO)),
                receiveMaximum,
                Challenger.NONE);
    }

    CompletionStage<GatewaySession> connect(String clientId) {
        return gateway.connect(request(clientId, null, 10), this);
    }

    /** A session that is started. */
    GatewaySession session(Publication will, int receiveMaximum) {
        GatewaySession session = get(gateway.connect(request("a", will, receiveMaximum), this));
        session.start();
        runLane();
        return session;
    }

    static Publication publication(String topic, Guarantee guarantee, int token) {
        return new Publication(Message.to(Address.topic(topic)).build(), guarantee, false, token);
    }

    void runLane() {
        for (Runnable task; (task = lane.poll()) != null; ) {
            task.run();
        }
    }

    void give(Address queue) {
        queues.get(queue).give();
        runLane();
    }

    List<Long> sequences() {
        return delivered.stream().map(Outbound::sequence).toList();
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw RefusedException.of(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void deliver(List<Outbound> batch) {
        delivered.addAll(batch);
    }

    @Override
    public void ended(Holder.End end) {
        ends.add(end);
    }

    @Override
    public long now() {
        return 1_000;
    }

    @Override
    public long steady() {
        return now();
    }

    @Override
    public synchronized Timer after(Duration delay, Executor executor, Runnable task) {
        Runnable handOver = () -> executor.execute(task);
        timers.add(handOver);
        return () -> {
            synchronized (this) {
                timers.remove(handOver);
            }
        };
    }

    @Override
    public void close() {
        detachments.close();
        engine.close();
        clock.close();
        workers.close();
        journal.close();
    }
}
