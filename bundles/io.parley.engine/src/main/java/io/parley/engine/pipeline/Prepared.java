package io.parley.engine.pipeline;

import io.parley.api.message.Message;
import io.parley.engine.op.StoredMessage;

/**
 * A message that is ready to be committed.
 *
 * @param message as it was sent
 * @param routed where it goes
 * @param stored as it is stored there
 */
record Prepared(Message message, Routed routed, StoredMessage stored) {}
