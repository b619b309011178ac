/** Rounds of figures, and their medians and ratios as a table, as JSON and as a chart. */
package io.parley.bench.report;
