package io.parley.transport.internal;

import io.netty.channel.Channel;

/** Puts what lies between the socket and a protocol's bytes into a new connection's pipeline: TLS, WebSocket, PROXY. */
@FunctionalInterface
interface ChannelSetup {

    /** The socket's bytes are the protocol's bytes. */
    ChannelSetup PLAIN = channel -> {};

    /** Called before anything is read; the connection's own handler is added last, after this. */
    void prepare(Channel channel);
}
