package io.parley.health.internal;

import io.parley.spi.health.Health;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** A part of Parley as a health check. */
record PartCheck(Health part) implements HealthCheck {

    @Override
    public Result execute() {
        Health.Report report = part.report();
        return new Result(status(report.status()), report.message());
    }

    private static Result.Status status(Health.Status status) {
        return switch (status) {
            case UP -> Result.Status.OK;
            case DEGRADED -> Result.Status.WARN;
            case STARTING -> Result.Status.TEMPORARILY_UNAVAILABLE;
            case DOWN -> Result.Status.CRITICAL;
        };
    }
}
