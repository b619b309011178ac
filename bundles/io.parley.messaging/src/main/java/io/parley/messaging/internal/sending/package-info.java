/** Messages that wait for their time, and those that are not sent twice. */
package io.parley.messaging.internal.sending;
