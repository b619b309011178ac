// Subscribes and prints what happens: listen.cjs host port id clean filter qos [will-topic will-payload will-qos]
const mqtt = require('mqtt');

const [host, port, clientId, clean, filter, qos, willTopic, willPayload, willQos] = process.argv.slice(2);
const say = (...words) => process.stdout.write(words.join(' ') + '\n');

const client = mqtt.connect({
  host,
  port: Number(port),
  protocolVersion: 4,
  clientId,
  clean: clean === '1',
  keepalive: 30,
  reconnectPeriod: 200,
  resubscribe: false,
  will: willTopic && { topic: willTopic, payload: willPayload, qos: Number(willQos) },
});

client.on('connect', (connack) => {
  say('CONNECTED', 'present=' + Number(connack.sessionPresent));
  if (connack.sessionPresent) {
    say('SUBSCRIBED');
  } else {
    client.subscribe(filter, { qos: Number(qos) }, (error) => say(error ? 'REFUSED ' + error.message : 'SUBSCRIBED'));
  }
});
client.on('message', (topic, payload, packet) =>
  say('MESSAGE', topic, packet.qos, Number(packet.retain), payload.toString('utf8')));
client.on('close', () => say('DISCONNECTED'));
client.on('error', (error) => say('ERROR', error.message));
process.on('SIGTERM', () => client.end(false, {}, () => process.exit(0)));
