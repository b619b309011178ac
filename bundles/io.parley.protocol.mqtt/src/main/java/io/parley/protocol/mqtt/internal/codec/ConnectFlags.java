package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.Guarantee;

/** The connect flags (section 3.1.2.3), as they are. */
record ConnectFlags(int bits) {

    boolean reserved() {
        return (bits & 0x01) != 0;
    }

    /** Clean session, or clean start. */
    boolean clean() {
        return (bits & 0x02) != 0;
    }

    boolean will() {
        return (bits & 0x04) != 0;
    }

    /** 0 to 3. */
    int willQos() {
        return bits >> 3 & 3;
    }

    /** Of a QoS that has been checked. */
    Guarantee willGuarantee() {
        return Decoder311.QOS[willQos()];
    }

    boolean willRetain() {
        return (bits & 0x20) != 0;
    }

    boolean password() {
        return (bits & 0x40) != 0;
    }

    boolean user() {
        return (bits & 0x80) != 0;
    }
}
