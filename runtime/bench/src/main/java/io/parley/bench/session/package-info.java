/** Very many stored sessions in a running Parley: made, opened, resumed, expired, searched, listed and counted. */
package io.parley.bench.session;
