package io.parley.protocol.internal;

import io.parley.spi.security.Authenticator.Decision;

/**
 * That a client was let in.
 *
 * @param by the name of the authenticator; empty when nobody was asked
 * @param asOf when the authentication began, as {@link Revocations} counts
 */
record Admission(String by, Decision.Accepted accepted, long asOf) {}
