package io.parley.event.internal.flow;

import io.parley.engine.MessageRef;

/** An event of a topic without history, for one reader. */
record Live(String topic, MessageRef message) {}
