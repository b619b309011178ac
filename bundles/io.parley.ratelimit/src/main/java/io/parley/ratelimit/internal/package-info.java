/** Limits how fast messages are accepted. */
package io.parley.ratelimit.internal;
