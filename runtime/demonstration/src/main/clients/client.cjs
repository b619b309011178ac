// A publisher and a subscriber with MQTT.js. Arguments, input and output are those of client.py.
"use strict";
const mqtt = require("mqtt");
const readline = require("node:readline");

const [host, port, name, rate] = process.argv.slice(2, 6);
const separator = process.argv.indexOf("--");
const targets = process.argv.slice(6, separator);
const filters = process.argv.slice(separator + 1);
const SESSION_SECONDS = 600;

const say = (...words) => process.stdout.write(words.join(" ") + "\n");

function connect(role) {
  return mqtt.connect({
    host,
    port: Number(port),
    clientId: `${name}-${role}`,
    protocolVersion: 5,
    clean: false,
    keepalive: 20,
    reconnectPeriod: 500,
    resubscribe: false,
    properties: { sessionExpiryInterval: SESSION_SECONDS },
  });
}

const subscriber = connect("subscriber");
const publisher = connect("publisher");
// They come back by themselves.
subscriber.on("error", () => {});
publisher.on("error", () => {});

subscriber.on("connect", (connack) => {
  if (!connack.sessionPresent) {
    subscriber.subscribe(filters, { qos: 1 }, () => say("ready"));
  }
});
subscriber.on("message", (topic, payload, packet) => {
  const body = JSON.parse(payload);
  say("got", body.from, body.to, body.n, packet.dup ? 1 : 0);
});

let number = 0;
let unacknowledged = 0;
let timer;
let stopping = false;

function publish() {
  if (!publisher.connected) {
    return;
  }
  number++;
  for (const target of targets) {
    const sent = number;
    const body = { from: name, to: target, n: sent, text: "The same words compress well. ".repeat(4) };
    const properties = {
      contentType: "application/json",
      userProperties: { "parley-dedupe-id": `${name} ${target} ${sent}` },
    };
    unacknowledged++;
    publisher.publish(target, JSON.stringify(body), { qos: 1, properties }, (error) => {
      unacknowledged--;
      if (!error) {
        say("acked", target, sent);
      }
      finish();
    });
  }
}

function finish() {
  if (stopping && unacknowledged === 0) {
    stopping = false;
    say("stopped");
  }
}

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    if (line === "go") {
      timer = setInterval(publish, 1000 / Number(rate));
    } else if (line === "stop") {
      clearInterval(timer);
      stopping = true;
      finish();
    }
  })
  .on("close", () => process.exit(0));
