package io.parley.metrics.internal;

import io.parley.engine.contract.Page;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The metrics in the text format that the reader likes best: Prometheus' own, or OpenMetrics. */
final class MetricsPage implements Page {

    private final AllMetrics metrics;
    private final Settings settings;
    private final ExpositionFormats formats = ExpositionFormats.init();

    MetricsPage(AllMetrics metrics, Settings settings) {
        this.metrics = metrics;
        this.settings = settings;
    }

    @Override
    public String path() {
        return settings.path();
    }

    @Override
    public Answer answer(String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
        try {
            writer.write(out, Snapshots.of(metrics.now(settings.names())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(200, writer.getContentType(), out.toByteArray());
    }
}
