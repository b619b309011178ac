/** The event service; {@code EventCore} puts it together. */
package io.parley.event.internal;
