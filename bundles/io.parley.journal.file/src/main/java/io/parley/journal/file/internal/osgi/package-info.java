/** The file journal as an OSGi component: configuration in, services out. */
package io.parley.journal.file.internal.osgi;
