/** Messages that applications of this process send as streams, on their way to the journal. */
package io.parley.messaging.internal.streaming;
