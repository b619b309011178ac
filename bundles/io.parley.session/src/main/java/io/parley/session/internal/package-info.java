/** The session service; {@code SessionCore} puts it together. */
package io.parley.session.internal;
