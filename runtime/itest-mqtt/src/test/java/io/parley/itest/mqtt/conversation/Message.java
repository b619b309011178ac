package io.parley.itest.mqtt.conversation;

/** A message that is published. */
record Message(String publisher, String topic, String payload, int qos, boolean retain) {

    Message withQos(int other) {
        return new Message(publisher, topic, payload, other, retain);
    }
}
