/** Transactions: parts that are added to one batch. */
package io.parley.messaging.internal.transaction;
