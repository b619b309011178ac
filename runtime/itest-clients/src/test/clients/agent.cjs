// MQTT clients of MQTT.js, which do what the lines on standard input say and print what happens.
//
// "<client> <verb> <name>=<value>...", names and values percent-encoded; README.md lists the verbs. Ends with its input.
const crypto = require('crypto');
const fs = require('fs');
const readline = require('readline');
const mqtt = require('mqtt');

const NUMBERS = [
  'message-expiry-interval', 'subscription-identifier', 'session-expiry-interval', 'server-keep-alive',
  'will-delay-interval', 'receive-maximum', 'topic-alias-maximum', 'topic-alias', 'maximum-qos', 'maximum-packet-size',
];
const FLAGS = [
  'payload-format-indicator', 'request-problem-information', 'request-response-information', 'retain-available',
  'wildcard-subscription-available', 'subscription-identifier-available', 'shared-subscription-available',
];
const TEXTS = [
  'content-type', 'response-topic', 'assigned-client-identifier', 'authentication-method', 'response-information',
  'server-reference', 'reason-string',
];
const BINARIES = ['correlation-data', 'authentication-data'];
// Where MQTT.js spells a property in its own way.
const SPELLING = {
  'maximum-qos': 'maximumQoS', 'subscription-identifier-available': 'subscriptionIdentifiersAvailable',
};
const PROPERTIES = [...NUMBERS, ...FLAGS, ...TEXTS, ...BINARIES];

const camel = (word) => SPELLING[word] || word.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function encode(value) {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(typeof value === 'boolean' ? Number(value) : value));
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += /[A-Za-z0-9\-._~/]/.test(character) ? character : '%' + byte.toString(16).toUpperCase().padStart(2, '0');
  }
  return text;
}

/** The properties among the words whose name begins with the prefix. */
function given(words, prefix = '') {
  const properties = {};
  for (const [name, value] of words) {
    const word = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (word === 'user-property') {
      const at = value.indexOf('=');
      properties.userProperties ||= {};
      (properties.userProperties[value.slice(0, at)] ||= []).push(value.slice(at + 1));
    } else if (NUMBERS.includes(word)) {
      properties[camel(word)] = Number(value);
    } else if (FLAGS.includes(word)) {
      properties[camel(word)] = value === '1';
    } else if (TEXTS.includes(word)) {
      properties[camel(word)] = value;
    } else if (BINARIES.includes(word)) {
      properties[camel(word)] = Buffer.from(value);
    }
  }
  return Object.keys(properties).length > 0 ? { properties } : {};
}

/** Words of the properties that came. */
function said(properties = {}) {
  const words = [];
  for (const word of PROPERTIES) {
    for (const value of [properties[camel(word)] ?? []].flat()) {
      words.push([word, value]);
    }
  }
  for (const [name, values] of Object.entries(properties.userProperties || {})) {
    for (const value of [values].flat()) {
      words.push(['user-property', name + '=' + value]);
    }
  }
  return words;
}

/** The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. */
class Scram {
  constructor(user, password) {
    this.password = password;
    this.nonce = crypto.randomBytes(18).toString('base64');
    this.first = 'n=' + user + ',r=' + this.nonce;
  }

  begin() {
    return Buffer.from('n,,' + this.first);
  }

  answer(challenge) {
    const server = Object.fromEntries(challenge.split(',').map((part) => [part[0], part.slice(2)]));
    if (!server.r.startsWith(this.nonce)) {
      throw new Error('the server answers to another nonce');
    }
    const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
    const salted = crypto.pbkdf2Sync(this.password, Buffer.from(server.s, 'base64'), Number(server.i), 32, 'sha256');
    const key = hmac(salted, 'Client Key');
    const last = 'c=biws,r=' + server.r;
    const all = [this.first, challenge, last].join(',');
    const signature = hmac(crypto.createHash('sha256').update(key).digest(), all);
    this.expected = 'v=' + hmac(hmac(salted, 'Server Key'), all).toString('base64');
    return Buffer.from(last + ',p=' + Buffer.from(key.map((byte, i) => byte ^ signature[i])).toString('base64'));
  }
}

class Agent {
  constructor(number) {
    this.number = number;
    this.acknowledged = 0;
  }

  say(verb, ...words) {
    const text = words.map(([name, value]) => ' ' + name + '=' + encode(value)).join('');
    process.stdout.write(this.number + ' ' + verb + text + '\n');
  }

  connect(words, get) {
    const transport = get('transport');
    this.five = get('version') === '5';
    const options = {
      protocol: { tcp: 'mqtt', tls: 'mqtts' }[transport] || transport,
      host: get('host'),
      port: Number(get('port')),
      path: '/mqtt',
      protocolVersion: this.five ? 5 : 4,
      clientId: get('id'),
      clean: get('clean', '1') === '1',
      keepalive: Number(get('keep-alive', '30')),
      reconnectPeriod: get('reconnect') === '1' ? 200 : 0,
      resubscribe: false,
      rejectUnauthorized: true,
      autoUseTopicAlias: get('auto-topic-alias') === '1',
      autoAssignTopicAlias: get('auto-topic-alias') === '1',
      ...given(words),
    };
    for (const [option, word] of [['ca', 'ca'], ['cert', 'certificate'], ['key', 'key']]) {
      if (get(word)) {
        options[option] = fs.readFileSync(get(word));
      }
    }
    if (get('user') !== undefined) {
      options.username = get('user');
      options.password = get('password');
    }
    if (get('scram-user') !== undefined) {
      this.scram = new Scram(get('scram-user'), get('scram-password'));
      options.properties = {
        ...options.properties, authenticationMethod: 'SCRAM-SHA-256', authenticationData: this.scram.begin(),
      };
    }
    if (get('will.topic')) {
      options.will = {
        topic: get('will.topic'),
        payload: get('will.payload'),
        qos: Number(get('will.qos', '0')),
        retain: get('will.retain') === '1',
        ...given(words, 'will.'),
      };
    }
    this.client = mqtt.connect(options);
    this.client.handleAuth = (packet, callback) => callback(null, {
      cmd: 'auth',
      reasonCode: 24,
      properties: {
        authenticationMethod: 'SCRAM-SHA-256',
        authenticationData: this.scram.answer(packet.properties.authenticationData.toString()),
      },
    });
    this.client.on('packetreceive', (packet) => this.received(packet));
    this.client.on('message', (topic, payload, packet) => this.say(
      'message', ['topic', topic], ['qos', packet.qos], ['retain', packet.retain], ['dup', packet.dup],
      ...said(packet.properties), ['payload', payload]));
    this.client.on('close', () => this.say(this.leaving ? 'left' : 'closed', ...this.goodbye));
    this.client.on('error', (error) => {
      // What the server refused was told by its CONNACK.
      if (!this.refused) {
        this.say('failed', ['what', 'connection'], ['text', error.message || error.code]);
      }
    });
    this.leaving = false;
    this.refused = false;
    this.goodbye = [];
  }

  received(packet) {
    const code = packet.reasonCode ?? packet.returnCode ?? 0;
    const words = [['code', code], ...said(packet.properties)];
    if (packet.cmd === 'connack') {
      this.goodbye = [];
      this.refused = code !== 0;
      if (this.scram && !this.refused && String(packet.properties?.authenticationData) !== this.scram.expected) {
        this.say('failed', ['what', 'connection'], ['text', 'the server does not know the password']);
        return;
      }
      this.say(this.refused ? 'refused' : 'connected', ['present', packet.sessionPresent], ...words);
    } else if (packet.cmd === 'puback' || packet.cmd === 'pubcomp' || (packet.cmd === 'pubrec' && code >= 128)) {
      this.say('published', ['number', ++this.acknowledged], ...words);
    } else if (packet.cmd === 'suback') {
      this.say('subscribed', ['code', packet.granted[0]], ...said(packet.properties));
    } else if (packet.cmd === 'unsuback') {
      this.say('unsubscribed', ['code', (packet.granted || [0])[0]], ...said(packet.properties));
    } else if (packet.cmd === 'disconnect') {
      this.goodbye = words;
    }
  }

  subscribe(words, get) {
    const options = {
      qos: Number(get('qos', '0')),
      nl: get('no-local') === '1',
      rap: get('retain-as-published') === '1',
      rh: Number(get('retain-handling', '0')),
      ...given(words),
    };
    this.client.subscribe(get('filter'), options, () => {});
  }

  unsubscribe(words, get) {
    this.client.unsubscribe(get('filter'), given(words), () => {});
  }

  publish(words, get) {
    const options = { qos: Number(get('qos', '0')), retain: get('retain') === '1', ...given(words) };
    this.client.publish(get('topic'), get('payload'), options, (error) => {
      if (options.qos === 0) {
        this.say('published', ['number', ++this.acknowledged], ['code', error ? 128 : 0]);
      }
    });
  }

  disconnect(words, get) {
    this.leaving = true;
    this.client.end(false, { reasonCode: Number(get('code', '0')), ...given(words) });
  }

  forget() {
    this.client.end(true);
  }
}

const agents = new Map();
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [number, verb, ...pairs] = line.split(' ');
  const words = pairs.map((pair) => pair.split('=').map(decodeURIComponent));
  const values = new Map(words);
  if (!agents.has(number)) {
    agents.set(number, new Agent(number));
  }
  agents.get(number)[verb](words, (name, otherwise) => values.get(name) ?? otherwise);
}).on('close', () => process.exit(0));
