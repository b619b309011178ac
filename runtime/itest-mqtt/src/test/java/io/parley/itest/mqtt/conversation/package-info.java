/** Random conversations of many clients, compared with a small model of what the specifications say. */
package io.parley.itest.mqtt.conversation;
