/** The way between two Parleys of one machine: a socket of the loopback interface. */
package io.parley.migration.internal.socket;
