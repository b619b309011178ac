package io.parley.spi.metrics;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of Parley that counts or measures something. Registered as an OSGi service; asked when somebody wants to see the figures,
 * so that they cost nothing otherwise.
 */
@ConsumerType
public interface MetricSource {

    /**
     * What it knows at this moment. The metrics themselves are the same ones at each call, their readings are not. Called from any
     * thread, which may have to wait a moment, but not for a disk.
     */
    List<Metric> metrics();
}
