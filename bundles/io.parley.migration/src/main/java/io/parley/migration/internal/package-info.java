/** Sessions on their way. */
package io.parley.migration.internal;
