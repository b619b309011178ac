"""Publishes each line of its input and ends when all are acknowledged: publish.py host port id clean topic qos retain"""
import os
import sys
import threading

import paho.mqtt.client as mqtt

host, port, client_id, clean, topic, qos, retain = sys.argv[1:8]
connected = threading.Event()
lock = threading.Lock()
acknowledged = 0


def on_connect(client, userdata, flags, code, *_):
    print("CONNECTED", "present=%d" % flags["session present"], flush=True)
    connected.set()


def on_publish(client, userdata, mid, *_):
    global acknowledged
    with lock:
        acknowledged += 1
        print("ACKED", acknowledged, flush=True)


if hasattr(mqtt, "CallbackAPIVersion"):
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id, clean_session=clean == "1")
else:
    client = mqtt.Client(client_id, clean_session=clean == "1")
client.on_connect = on_connect
client.on_publish = on_publish
client.reconnect_delay_set(min_delay=1, max_delay=1)
client.connect(host, int(port), keepalive=30)
client.loop_start()
connected.wait(30)
sent = []
for line in sys.stdin.buffer:
    sent.append(client.publish(topic, line.rstrip(b"\n"), int(qos), retain == "1"))
for info in sent:
    info.wait_for_publish()
client.disconnect()
client.loop_stop()
print("DONE", flush=True)
os._exit(0)
