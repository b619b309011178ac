/** Topic patterns, and who listens to a topic. */
package io.parley.event.internal.match;
