/** Parley in memory, for the unit tests of those who use it. Start at {@link io.parley.testkit.runtime.TestParley}. */
package io.parley.testkit.runtime;
