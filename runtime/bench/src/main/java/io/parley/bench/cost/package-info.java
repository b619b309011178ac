/** What watching Parley costs it. */
package io.parley.bench.cost;
