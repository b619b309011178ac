/** The handler under test, whole or with a rule taken out, on the real services. */
package io.parley.itest.mqtt.server;
