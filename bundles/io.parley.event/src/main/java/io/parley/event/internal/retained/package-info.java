/** Topics' retained values. */
package io.parley.event.internal.retained;
