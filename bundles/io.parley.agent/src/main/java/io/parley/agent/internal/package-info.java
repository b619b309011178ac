/** Messages between agents, and their log. */
package io.parley.agent.internal;
