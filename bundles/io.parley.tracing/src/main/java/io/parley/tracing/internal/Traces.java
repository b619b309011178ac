package io.parley.tracing.internal;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.parley.spi.tracing.Tracer;
import io.parley.tracing.internal.Settings.Sending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * OpenTelemetry's SDK with its way to one collector: spans wait in a bounded queue, and one thread sends them. Safe for all threads.
 */
final class Traces implements AutoCloseable {

    private static final String SCOPE = "io.parley";

    /** Of a span's attributes; a client may choose long texts. */
    private static final int LONGEST = 1_024;

    private static final int BATCH = 512;

    private final SdkTracerProvider provider;
    private final SdkMeterProvider meters;
    private final Overflow overflow = new Overflow();
    private final Figures figures;

    /**
     * @param version of Parley
     * @throws IllegalArgumentException in words, when the SDK does not take the settings
     */
    Traces(Sending settings, String version, Figures figures) {
        this.figures = figures;
        meters = SdkMeterProvider.builder().registerMetricReader(overflow).build();
        Collector collector = new Collector(exporter(settings), settings.endpoint(), figures);
        provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), settings.serviceName())
                        .put(AttributeKey.stringKey("service.version"), version)
                        .build())
                // What is sampled was decided before.
                .setSampler(Sampler.alwaysOn())
                .setSpanLimits(
                        SpanLimits.builder().setMaxAttributeValueLength(LONGEST).build())
                .addSpanProcessor(BatchSpanProcessor.builder(collector)
                        .setMaxQueueSize(settings.queue())
                        .setMaxExportBatchSize(Math.min(BATCH, settings.queue()))
                        .setScheduleDelay(settings.interval())
                        .setExporterTimeout(settings.timeout())
                        .setMeterProvider(meters)
                        .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                        .build())
                .build();
    }

    private static OtlpHttpSpanExporter exporter(Sending settings) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setComponentLoader(ComponentLoader.forClassLoader(Traces.class.getClassLoader()))
                .setMeterProvider(MeterProvider.noop())
                .setEndpoint(settings.endpoint())
                .setCompression(settings.compression())
                .setConnectTimeout(settings.timeout())
                .setTimeout(settings.timeout());
        settings.headers().forEach(builder::addHeader);
        if (!settings.trust().isEmpty()) {
            builder.setTrustedCertificates(settings.trust().getBytes(StandardCharsets.UTF_8));
        }
        return builder.build();
    }

    Tracer tracer(Sampling sampling) {
        return new MessageTracer(provider.get(SCOPE), sampling);
    }

    /** Brings the figures up to date. */
    void read() {
        figures.overflow(overflow.more());
    }

    /** Sends what waits, in the background, and ends. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** @param patience how long the caller waits for that */
    void close(Duration patience) {
        read();
        provider.shutdown().join(patience.toMillis(), TimeUnit.MILLISECONDS);
        meters.close();
    }
}
