/** Clients whose connections are cut at random bytes, over sockets, and what both sides have in the end. */
package io.parley.itest.mqtt.cuts;
