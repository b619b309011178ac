/**
 * Contracts that every implementation of an SPI passes, one abstract JUnit 5 class each, to be extended by the
 * implementation's own test; and memory implementations for tests that need a journal or a view.
 */
@Export
@Version("1.0.0")
package io.parley.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
