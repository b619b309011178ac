package io.parley.engine.plugin;

import io.parley.api.message.RefusedException;
import io.parley.engine.lane.Workers;
import io.parley.engine.timer.Timers;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.filter.Filter;
import io.parley.spi.interceptor.DispatchInterceptor;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.metrics.Metric;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.router.Router;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authorizer;
import io.parley.spi.serializer.Serializer;
import io.parley.spi.session.SessionListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The registries of all kinds of plug-in that the engine uses. Safe for all threads. */
public final class Plugins {

    /** So often one call waits for other plug-ins; more says that it misses what is there. */
    private static final int MOST_WAITS = 100;

    private final PluginRegistry<Serializer> serializers;
    private final PluginRegistry<Compressor> compressors;
    private final PluginRegistry<Router> routers;
    private final PluginRegistry<Filter> filters;
    private final MessageFilters messageFilters;
    private final PluginRegistry<Interceptor> interceptors;
    private final PluginRegistry<DispatchInterceptor> dispatchInterceptors;
    private final PluginRegistry<Authenticator> authenticators;
    private final PluginRegistry<Authorizer> authorizers;
    private final PluginRegistry<SessionListener> sessionListeners;

    private final Supplier<InterceptionLimits> interceptionLimits;
    private final Timers timers;

    public Plugins(Supplier<PluginLimits> limits, Workers workers, Timers timers) {
        this(limits, () -> InterceptionLimits.DEFAULT, workers, timers);
    }

    public Plugins(
            Supplier<PluginLimits> limits,
            Supplier<InterceptionLimits> interceptionLimits,
            Workers workers,
            Timers timers) {
        this.interceptionLimits = interceptionLimits;
        this.timers = timers;
        serializers = new PluginRegistry<>("serializer", limits, workers, timers);
        compressors = new PluginRegistry<>("compressor", limits, workers, timers);
        routers = new PluginRegistry<>("router", limits, workers, timers);
        filters = new PluginRegistry<>("filter", limits, workers, timers);
        messageFilters = new MessageFilters(filters);
        Supplier<PluginLimits> once =
                () -> limits.get().once(interceptionLimits.get().time().toMillis());
        interceptors = new PluginRegistry<>("interceptor", once, workers, timers);
        dispatchInterceptors = new PluginRegistry<>("dispatch-interceptor", once, workers, timers);
        authenticators = new PluginRegistry<>("authenticator", limits, workers, timers);
        authorizers = new PluginRegistry<>("authorizer", limits, workers, timers);
        sessionListeners = new PluginRegistry<>("session-listener", limits, workers, timers);
    }

    public PluginRegistry<Serializer> serializers() {
        return serializers;
    }

    public PluginRegistry<Compressor> compressors() {
        return compressors;
    }

    public PluginRegistry<Router> routers() {
        return routers;
    }

    public PluginRegistry<Filter> filters() {
        return filters;
    }

    /** Uses the filters. */
    public MessageFilters messageFilters() {
        return messageFilters;
    }

    public PluginRegistry<Interceptor> interceptors() {
        return interceptors;
    }

    public PluginRegistry<DispatchInterceptor> dispatchInterceptors() {
        return dispatchInterceptors;
    }

    /** How interceptors are limited just now. */
    public InterceptionLimits interceptionLimits() {
        return interceptionLimits.get();
    }

    /** For what is to be done with plug-ins later. */
    public Timers timers() {
        return timers;
    }

    public PluginRegistry<Authenticator> authenticators() {
        return authenticators;
    }

    public PluginRegistry<Authorizer> authorizers() {
        return authorizers;
    }

    public PluginRegistry<SessionListener> sessionListeners() {
        return sessionListeners;
    }

    /** What is measured of them. */
    public List<Metric> metrics() {
        return PluginMetrics.of(all());
    }

    /** All kinds. */
    public List<PluginRegistry<?>> all() {
        return List.of(
                serializers,
                compressors,
                routers,
                filters,
                interceptors,
                dispatchInterceptors,
                authenticators,
                authorizers,
                sessionListeners);
    }

    /**
     * Uses a plug-in that in turn may need others: while one of those is absent, the whole call waits for it.
     *
     * @return as {@link PluginRegistry#call}
     */
    public <S, R> CompletionStage<R> callWithOthers(PluginRegistry<S> registry, String name, Call<S, R> call) {
        return callWithOthers(registry, name, call, MOST_WAITS);
    }

    private <S, R> CompletionStage<R> callWithOthers(
            PluginRegistry<S> registry, String name, Call<S, R> call, int waits) {
        return registry.call(name, call)
                .handle((value, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(value);
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (!(cause instanceof MissingPluginException missing)) {
                        return CompletableFuture.<R>failedStage(cause);
                    }
                    if (waits == 0) {
                        return CompletableFuture.<R>failedStage(unavailable("The " + registry.kind() + " '" + name
                                + "' still misses what is there: " + missing.getMessage()));
                    }
                    return await(missing).thenCompose(there -> callWithOthers(registry, name, call, waits - 1));
                })
                .thenCompose(stage -> stage);
    }

    /** Completes as soon as the missing plug-in is there; fails with a {@link RefusedException} when too much waits already. */
    public CompletionStage<Void> await(MissingPluginException missing) {
        CompletableFuture<Void> there = new CompletableFuture<>();
        for (PluginRegistry<?> registry : all()) {
            if (registry.kind().equals(missing.kind())) {
                registry.whenPresent(missing.name(), () -> there.complete(null), there::completeExceptionally);
                return there;
            }
        }
        there.completeExceptionally(unavailable("There is no kind of plug-in named '" + missing.kind() + "'"));
        return there;
    }

    private static RefusedException unavailable(String message) {
        return new RefusedException(RefusedException.Reason.UNAVAILABLE, message);
    }
}
