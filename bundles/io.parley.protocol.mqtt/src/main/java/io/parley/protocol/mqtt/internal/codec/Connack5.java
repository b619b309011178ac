package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;

/** The properties of a CONNACK that lets a client in (section 3.2.2.3). What has its default value is left out. */
final class Connack5 {

    private Connack5() {}

    /** Without user properties. */
    static PropertyBlock properties(Accepted what, Terms terms) {
        Features features = what.features();
        PropertyBlock block = new PropertyBlock();
        what.sessionExpiry().ifPresent(seconds -> block.uint32(Property.SESSION_EXPIRY.id(), seconds));
        if (what.receiveMaximum() < 65_535) {
            block.uint16(Property.RECEIVE_MAXIMUM.id(), what.receiveMaximum());
        }
        if (features.maximumQos().ordinal() < 2) {
            block.uint8(Property.MAXIMUM_QOS, features.maximumQos().ordinal());
        }
        absent(block, Property.RETAIN_AVAILABLE, features.retain());
        block.uint32(Property.MAXIMUM_PACKET_SIZE.id(), what.maximumPacketSize());
        what.clientId().ifPresent(id -> block.text(Property.ASSIGNED_CLIENT_IDENTIFIER, id));
        if (features.topicAliases() > 0) {
            block.uint16(Property.TOPIC_ALIAS_MAXIMUM.id(), features.topicAliases());
        }
        absent(block, Property.WILDCARD_AVAILABLE, features.wildcards());
        absent(block, Property.IDENTIFIERS_AVAILABLE, features.identifiers());
        absent(block, Property.SHARED_AVAILABLE, features.shared());
        what.keepAliveSeconds().ifPresent(seconds -> block.uint16(Property.SERVER_KEEP_ALIVE, seconds));
        what.responseInformation().ifPresent(text -> block.text(Property.RESPONSE_INFORMATION, text));
        terms.method().ifPresent(method -> block.text(Property.AUTHENTICATION_METHOD.id(), method));
        what.data().ifPresent(data -> block.binary(Property.AUTHENTICATION_DATA.id(), data.toBytes()));
        return block;
    }

    private static void absent(PropertyBlock block, int id, boolean available) {
        if (!available) {
            block.uint8(id, 0);
        }
    }

    /** The properties' size on the wire. */
    static int size(Iterable<Header> user) {
        int size = 0;
        for (Header property : user) {
            size += PropertyBlock.userSize(property);
        }
        return size;
    }
}
