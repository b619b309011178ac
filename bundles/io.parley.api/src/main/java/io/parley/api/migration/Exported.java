package io.parley.api.migration;

/**
 * A session that was written down.
 *
 * @param messages of its inbox
 * @param bytes that were written
 */
public record Exported(String session, long messages, long bytes) {}
