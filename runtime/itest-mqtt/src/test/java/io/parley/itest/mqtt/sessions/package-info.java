/** Who may have which session, and who has none any more: of MQTT clients on the real services, in bytes. */
package io.parley.itest.mqtt.sessions;
