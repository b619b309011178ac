package io.parley.tracing.internal;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends spans, counts them, and says once when the collector goes and when it is back. Called by one thread at a time. */
final class Collector implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final SpanExporter exporter;
    private final String endpoint;
    private final Figures figures;
    private volatile boolean gone;

    Collector(SpanExporter exporter, String endpoint, Figures figures) {
        this.exporter = exporter;
        this.endpoint = endpoint;
        this.figures = figures;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (result.isSuccess()) {
                taken(count);
            } else {
                notTaken(count, result.getFailureThrowable());
            }
        });
    }

    private void taken(int count) {
        figures.sent(count);
        if (gone) {
            gone = false;
            LOG.info("Traces reach {} again", endpoint);
        }
    }

    private void notTaken(int count, Throwable failure) {
        figures.unsent(count);
        if (!gone) {
            gone = true;
            LOG.warn(
                    "Traces do not reach {}: {}; what cannot be sent is dropped, and counted",
                    endpoint,
                    words(failure));
        }
    }

    /** What it answered, or the innermost cause; some of Java's have no words. */
    private static String words(Throwable failure) {
        if (failure == null) {
            return "they were not taken";
        }
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "it answers with status " + http.getResponse().getStatusCode();
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
