"""A publisher and a subscriber with Eclipse Paho for Python.

Arguments: host, port, a name, messages a second to each address, the addresses to publish to, and after "--" those to subscribe to.
Prints "ready", and after a line "go" on standard input what is acknowledged and received; after "stop", "stopped" once all is acknowledged.
"""
import json
import sys
import threading
import time

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

host, port, name, rate = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
separator = sys.argv.index("--")
targets, filters = sys.argv[5:separator], sys.argv[separator + 1:]
SESSION_SECONDS = 600
printing = threading.Lock()
state = threading.Condition()
unacknowledged = {}
early = set()
running = True


def say(*words):
    with printing:
        print(*words, flush=True)


def client(role):
    identifier = "%s-%s" % (name, role)
    if hasattr(mqtt, "CallbackAPIVersion"):
        return mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id=identifier, protocol=mqtt.MQTTv5)
    return mqtt.Client(client_id=identifier, protocol=mqtt.MQTTv5)


def connect(one):
    properties = Properties(PacketTypes.CONNECT)
    properties.SessionExpiryInterval = SESSION_SECONDS
    one.reconnect_delay_set(1, 1)
    one.connect(host, port, keepalive=20, clean_start=False, properties=properties)
    one.loop_start()


def subscribe(one, userdata, flags, reason, properties):
    if not flags["session present"]:
        one.subscribe([(topic, 1) for topic in filters])


def received(one, userdata, message):
    body = json.loads(message.payload)
    say("got", body["from"], body["to"], body["n"], int(message.dup))


def acknowledged(one, userdata, identifier):
    with state:
        if identifier not in unacknowledged:
            early.add(identifier)
            return
        target, number = unacknowledged.pop(identifier)
        state.notify_all()
    say("acked", target, number)


def publish(publisher, number):
    for target in targets:
        body = {"from": name, "to": target, "n": number, "text": "The same words compress well. " * 4}
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType = "application/json"
        properties.UserProperty = ("parley-dedupe-id", "%s %s %d" % (name, target, number))
        # Not while the state is locked: the library calls back with locks of its own.
        sent = publisher.publish(target, json.dumps(body), qos=1, properties=properties)
        with state:
            if sent.mid not in early:
                unacknowledged[sent.mid] = (target, number)
                continue
            early.remove(sent.mid)
        say("acked", target, number)


def run(publisher):
    number = 0
    due = time.monotonic()
    while running:
        # What an outage has delayed is not made up for in one burst.
        due = max(due + 1 / rate, time.monotonic())
        time.sleep(max(0, due - time.monotonic()))
        if publisher.is_connected():
            number += 1
            publish(publisher, number)
    with state:
        state.wait_for(lambda: not unacknowledged)
    say("stopped")


subscriber = client("subscriber")
subscriber.on_connect = subscribe
subscriber.on_subscribe = lambda *_: say("ready")
subscriber.on_message = received
connect(subscriber)
publisher = client("publisher")
publisher.on_publish = acknowledged
publisher.max_inflight_messages_set(100)
connect(publisher)
for line in sys.stdin:
    if line.strip() == "go":
        threading.Thread(target=run, args=(publisher,), daemon=True).start()
    elif line.strip() == "stop":
        running = False
