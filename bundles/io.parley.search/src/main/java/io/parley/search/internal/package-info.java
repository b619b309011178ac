/** Full-text search with an embedded index. */
package io.parley.search.internal;
