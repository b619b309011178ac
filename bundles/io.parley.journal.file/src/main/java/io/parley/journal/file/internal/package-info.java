/**
 * The file journal. One writer thread owns the end of the log; one housekeeping thread prepares and frees segments;
 * readers see what is committed and take no locks of either. README.md beside the bundle's pom gives the format.
 */
package io.parley.journal.file.internal;
