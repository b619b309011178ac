/** Figures about Parley itself, as topics. */
package io.parley.sys.internal;
