/** The configured routes, and what they remember. */
package io.parley.messaging.internal.routing;
