/** The CloudEvents SQL expression language, version 1.0. */
package io.parley.filter.cesql.internal;
