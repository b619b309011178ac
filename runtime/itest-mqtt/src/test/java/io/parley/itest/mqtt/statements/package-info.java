/** The normative statements, their tests, and the control that each test fails when its statement is broken. */
package io.parley.itest.mqtt.statements;
