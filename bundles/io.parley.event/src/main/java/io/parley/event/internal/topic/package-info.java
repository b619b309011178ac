/** The configuration of topics, and their history. */
package io.parley.event.internal.topic;
