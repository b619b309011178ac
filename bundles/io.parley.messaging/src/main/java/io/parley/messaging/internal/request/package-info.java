/** Requests that applications of this process have sent, and the replies to them. */
package io.parley.messaging.internal.request;
