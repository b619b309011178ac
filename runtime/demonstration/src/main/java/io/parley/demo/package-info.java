/** The demonstration: see {@code runtime/demonstration/README.md}. */
package io.parley.demo;
