/** What clients, plug-ins and clocks do wrong, seen by that client and by its neighbours. */
package io.parley.itest.mqtt.input;
