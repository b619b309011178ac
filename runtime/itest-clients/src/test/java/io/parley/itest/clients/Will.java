package io.parley.itest.clients;

/** What the server publishes when the client goes without a word. */
record Will(String topic, String payload, int qos) {}
