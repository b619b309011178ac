package io.parley.spi.tracing;

/** What is done with a message. */
public enum Operation {

    /** A client sends it: from its arrival until it can be acknowledged. */
    RECEIVE,

    /** From the sender to the commit; in between lies all that follows up to {@link #JOURNAL}. */
    ACCEPT,

    /** An interceptor decides about it. */
    INTERCEPT,

    /** A router decides where it goes; that includes waiting for a router that is absent. */
    ROUTE,

    /** A compressor encodes it for the journal; that includes waiting for a compressor that is absent. */
    COMPRESS,

    /** From handing it to the journal until it is durable. */
    JOURNAL,

    /** One attempt to deliver it to a consumer: until the consumer has acknowledged it, where there is something to acknowledge. */
    DELIVER
}
