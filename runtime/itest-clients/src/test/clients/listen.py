"""Subscribes and prints what happens: listen.py host port id clean filter qos [will-topic will-payload will-qos]"""
import os
import signal
import sys

import paho.mqtt.client as mqtt

host, port, client_id, clean, topic_filter, qos = sys.argv[1:7]
will = sys.argv[7:]


def say(*words):
    print(*words, flush=True)


def on_connect(client, userdata, flags, code, *_):
    say("CONNECTED", "present=%d" % flags["session present"])
    if flags["session present"]:
        say("SUBSCRIBED")
    else:
        client.subscribe(topic_filter, int(qos))


def on_subscribe(client, userdata, mid, granted, *_):
    say("SUBSCRIBED" if granted[0] < 128 else "REFUSED")


def on_message(client, userdata, message):
    say("MESSAGE", message.topic, message.qos, int(message.retain), message.payload.decode("utf-8"))


def on_disconnect(client, userdata, code, *_):
    say("DISCONNECTED")


if hasattr(mqtt, "CallbackAPIVersion"):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id, clean_session=clean == "1")
else:
    client = mqtt.Client(client_id, clean_session=clean == "1")
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.on_disconnect = on_disconnect
client.reconnect_delay_set(min_delay=1, max_delay=1)
if will:
    client.will_set(will[0], will[1], int(will[2]))


def leave(*_):
    client.disconnect()
    client.loop_stop()
    os._exit(0)


signal.signal(signal.SIGTERM, leave)
client.connect(host, int(port), keepalive=30)
client.loop_start()
while True:
    signal.pause()
