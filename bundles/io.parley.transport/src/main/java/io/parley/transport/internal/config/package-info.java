/** A listener's configuration, read and checked. */
package io.parley.transport.internal.config;
