// Publishes each line of its input and ends when all are acknowledged: publish.cjs host port id clean topic qos retain
const mqtt = require('mqtt');
const readline = require('readline');

const [host, port, clientId, clean, topic, qos, retain] = process.argv.slice(2);
const say = (...words) => process.stdout.write(words.join(' ') + '\n');

const client = mqtt.connect({
  host,
  port: Number(port),
  protocolVersion: 4,
  clientId,
  clean: clean === '1',
  keepalive: 30,
  reconnectPeriod: 200,
});

let sent = 0;
let acknowledged = 0;
let ended = false;

function finish() {
  if (ended && acknowledged === sent) {
    say('DONE');
    client.end(false, {}, () => process.exit(0));
  }
}

client.on('connect', (connack) => say('CONNECTED', 'present=' + Number(connack.sessionPresent)));
client.on('error', (error) => say('ERROR', error.message));
client.once('connect', () => {
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    sent++;
    client.publish(topic, line, { qos: Number(qos), retain: retain === '1' }, (error) => {
      if (error) {
        say('ERROR', error.message);
      } else {
        acknowledged++;
        say('ACKED', acknowledged);
        finish();
      }
    });
  });
  lines.on('close', () => {
    ended = true;
    finish();
  });
});
