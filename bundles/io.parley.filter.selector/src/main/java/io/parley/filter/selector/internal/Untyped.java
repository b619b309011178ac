package io.parley.filter.selector.internal;

/** A header's text, which is whatever it is compared with: a number, a truth value, or a text. */
record Untyped(String text) {}
