/** Expressions over messages, in each language, beside the CloudEvents SQL library. */
package io.parley.bench.filter;
