"""MQTT clients of Eclipse Paho for Python, which do what the lines on standard input say and print what happens.

"<client> <verb> <name>=<value>...", names and values percent-encoded; README.md lists the verbs. Ends with its input.
"""
import os
import ssl
import sys
import threading
from urllib.parse import quote, unquote, unquote_to_bytes

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

PROPERTIES = {name.lower().replace(" ", "-"): name.replace(" ", "") for name in Properties(PacketTypes.PUBLISH).names}
BINARY = {"correlation-data", "authentication-data"}
printing = threading.Lock()


def code_of(reason):
    return getattr(reason, "value", reason)


class Agent:
    """One client."""

    def __init__(self, number):
        self.number = number
        self.client = None
        self.five = False
        self.refused = False
        self.acknowledged = 0

    def say(self, verb, *words):
        line = "%d %s" % (self.number, verb)
        for name, value in words:
            if isinstance(value, bool):
                value = int(value)
            if not isinstance(value, bytes):
                value = str(value)
            line += " %s=%s" % (name, quote(value, safe="/"))
        with printing:
            print(line, flush=True)

    def properties(self, words, packet, prefix=""):
        if not self.five:
            return None
        properties = Properties(packet)
        for name, value in words:
            word = name[len(prefix):]
            if not name.startswith(prefix) or word not in PROPERTIES:
                continue
            if word == "user-property":
                value = tuple(unquote(part) for part in value.split("%3D", 1))
            elif word in BINARY:
                value = unquote_to_bytes(value)
            else:
                value = unquote(value)
                value = int(value) if value.isdigit() else value
            setattr(properties, PROPERTIES[word], value)
        return properties

    def said(self, properties):
        words = []
        for word, name in PROPERTIES.items():
            value = getattr(properties, name, None) if properties is not None else None
            for one in value if isinstance(value, list) else [] if value is None else [value]:
                words.append((word, "=".join(one) if isinstance(one, tuple) else one))
        return words

    def connect(self, words, get):
        self.five = get("version") == "5"
        self.refused = False
        self.client = client = mqtt.Client(
            get("id"),
            clean_session=None if self.five else get("clean", "1") == "1",
            protocol=mqtt.MQTTv5 if self.five else mqtt.MQTTv311,
            transport="websockets" if get("transport").startswith("ws") else "tcp",
            reconnect_on_failure=get("reconnect", "0") == "1",
        )
        client.reconnect_delay_set(min_delay=1, max_delay=1)
        client.on_connect = self.on_connect
        client.on_disconnect = self.on_disconnect
        client.on_message = self.on_message
        client.on_publish = self.on_publish
        client.on_subscribe = self.on_subscribe
        client.on_unsubscribe = self.on_unsubscribe
        if get("ca"):
            client.tls_set(get("ca"), get("certificate"), get("key"), cert_reqs=ssl.CERT_REQUIRED)
        if get("user") is not None:
            client.username_pw_set(get("user"), get("password"))
        if get("will.topic"):
            client.will_set(
                get("will.topic"), get("will.payload"), int(get("will.qos", "0")), get("will.retain", "0") == "1",
                self.properties(words, PacketTypes.WILLMESSAGE, "will."))
        options = {}
        if self.five:
            options = {"clean_start": get("clean", "1") == "1", "properties": self.properties(words, PacketTypes.CONNECT)}
        client.connect(get("host"), int(get("port")), int(get("keep-alive", "30")), **options)
        client.loop_start()

    def on_connect(self, client, userdata, flags, reason, properties=None):
        code = code_of(reason)
        self.refused = code != 0
        if self.refused:
            self.say("refused", ("code", code), *self.said(properties))
        else:
            self.say("connected", ("code", code), ("present", flags["session present"]), *self.said(properties))

    def on_disconnect(self, client, userdata, reason, properties=None):
        if self.refused:
            return
        if reason == mqtt.MQTT_ERR_SUCCESS:
            self.say("left")
        elif hasattr(reason, "value"):
            self.say("closed", ("code", reason.value), *self.said(properties))
        else:
            self.say("closed")

    def on_message(self, client, userdata, message):
        self.say(
            "message", ("topic", message.topic), ("qos", message.qos), ("retain", message.retain), ("dup", message.dup),
            *self.said(getattr(message, "properties", None)), ("payload", message.payload))

    def on_publish(self, client, userdata, mid):
        self.acknowledged += 1
        self.say("published", ("number", self.acknowledged))

    def on_subscribe(self, client, userdata, mid, granted, properties=None):
        self.say("subscribed", ("code", code_of(granted[0])), *self.said(properties))

    def on_unsubscribe(self, client, userdata, mid, properties=None, reason=0):
        self.say("unsubscribed", ("code", code_of(reason)), *self.said(properties))

    def subscribe(self, words, get):
        if self.five:
            options = SubscribeOptions(
                int(get("qos", "0")), get("no-local", "0") == "1", get("retain-as-published", "0") == "1",
                int(get("retain-handling", "0")))
            self.client.subscribe(get("filter"), options=options, properties=self.properties(words, PacketTypes.SUBSCRIBE))
        else:
            self.client.subscribe(get("filter"), int(get("qos", "0")))

    def unsubscribe(self, words, get):
        self.client.unsubscribe(get("filter"), self.properties(words, PacketTypes.UNSUBSCRIBE))

    def publish(self, words, get):
        self.client.publish(
            get("topic"), unquote_to_bytes(dict(words)["payload"]), int(get("qos", "0")), get("retain", "0") == "1",
            self.properties(words, PacketTypes.PUBLISH))

    def disconnect(self, words, get):
        if self.five:
            reason = mqtt.ReasonCodes(PacketTypes.DISCONNECT, identifier=int(get("code", "0")))
            self.client.disconnect(reason, self.properties(words, PacketTypes.DISCONNECT))
        else:
            self.client.disconnect()
        self.client.loop_stop()

    def forget(self, words, get):
        self.client.disconnect()
        self.client.loop_stop()


agents = {}


def on_death(args):
    """The library's thread dies of an alert of TLS that comes after the handshake."""
    for agent in list(agents.values()):
        if agent.client is not None and agent.client._thread is args.thread:
            agent.say("failed", ("what", "connection"), ("text", args.exc_value))


threading.excepthook = on_death
for line in sys.stdin:
    number, verb, *pairs = line.split()
    words = [tuple(pair.split("=", 1)) for pair in pairs]
    decoded = {name: unquote(value, errors="replace") for name, value in words}
    agent = agents.setdefault(int(number), Agent(int(number)))
    try:
        getattr(agent, verb)(words, decoded.get)
    except (OSError, ValueError, mqtt.WebsocketConnectionError) as error:
        agent.say("failed", ("what", verb), ("text", error))
os._exit(0)
