/** Message selectors as JMS 2.0 section 3.8 defines them. */
package io.parley.filter.selector.internal;
