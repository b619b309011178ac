/**
 * What languages for filters have in common: one tree of expressions over messages, one table of the names that messages have, patterns, and
 * limits. A language reads its text, makes the tree, and says by its {@link io.parley.spi.expression.Rules} what values mean.
 */
@Export
@Version("1.0.0")
package io.parley.spi.expression;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
