/** In-process subscribers of topics. */
package io.parley.event.internal.flow;
