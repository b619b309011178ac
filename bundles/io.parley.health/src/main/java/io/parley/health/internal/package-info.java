/** How Parley is: as Felix health checks with tags, and over HTTP. */
package io.parley.health.internal;
