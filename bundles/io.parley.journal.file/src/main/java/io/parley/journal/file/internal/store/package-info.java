/** The file layer: a folder of files whose durability is explicit, so that a test can cut the power. */
package io.parley.journal.file.internal.store;
