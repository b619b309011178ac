/** The command line of the bench: one command for each kind of figure. */
package io.parley.bench;
