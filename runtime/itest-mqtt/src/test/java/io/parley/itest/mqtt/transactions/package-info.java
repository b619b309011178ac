/** Transactions of MQTT clients on the real services, in bytes. */
package io.parley.itest.mqtt.transactions;
