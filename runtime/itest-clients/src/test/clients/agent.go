// MQTT clients of Eclipse Paho for Go, which do what the lines on standard input say and print what happens.
//
// "<client> <verb> <name>=<value>...", names and values percent-encoded; README.md lists the verbs. Ends with its input.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io/ioutil"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

const (
	lineBytes = 64 * 1024 * 1024
	queued    = 1000
)

var printing sync.Mutex

type command struct {
	verb  string
	words words
}

type agent struct {
	number       string
	commands     chan command
	client       mqtt.Client
	connections  int32
	acknowledged int32
	left         bool
}

type words map[string]string

func (w words) or(name, otherwise string) string {
	if value, given := w[name]; given {
		return value
	}
	return otherwise
}

func (w words) number(name string, otherwise int) int {
	value, err := strconv.Atoi(w[name])
	if err != nil {
		return otherwise
	}
	return value
}

func (a *agent) say(verb string, pairs ...interface{}) {
	line := a.number + " " + verb
	for i := 0; i < len(pairs); i += 2 {
		text := strings.Replace(url.QueryEscape(fmt.Sprint(pairs[i+1])), "+", "%20", -1)
		line += fmt.Sprintf(" %s=%s", pairs[i], text)
	}
	printing.Lock()
	defer printing.Unlock()
	fmt.Println(line)
}

func flag(value bool) int {
	if value {
		return 1
	}
	return 0
}

func identity(w words) (*tls.Config, error) {
	authorities := x509.NewCertPool()
	pem, err := ioutil.ReadFile(w["ca"])
	if err != nil {
		return nil, err
	}
	authorities.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: authorities, ServerName: w["host"]}
	if w["certificate"] != "" {
		own, err := tls.LoadX509KeyPair(w["certificate"], w["key"])
		if err != nil {
			return nil, err
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

func (a *agent) connect(w words) {
	server := map[string]string{"tls": "ssl"}[w["transport"]]
	if server == "" {
		server = w["transport"]
	}
	server += "://" + net.JoinHostPort(w["host"], w["port"])
	if strings.HasPrefix(w["transport"], "ws") {
		server += "/mqtt"
	}
	options := mqtt.NewClientOptions().AddBroker(server).SetClientID(w["id"]).SetProtocolVersion(4).
		SetCleanSession(w.or("clean", "1") == "1").SetKeepAlive(time.Duration(w.number("keep-alive", 30)) * time.Second).
		SetAutoReconnect(w["reconnect"] == "1").SetMaxReconnectInterval(time.Second).SetOrderMatters(true).
		SetUsername(w["user"]).SetPassword(w["password"])
	if w["ca"] != "" {
		config, err := identity(w)
		if err != nil {
			a.say("failed", "what", "identity", "text", err)
			return
		}
		options.SetTLSConfig(config)
	}
	if w["will.topic"] != "" {
		options.SetWill(w["will.topic"], w["will.payload"], byte(w.number("will.qos", 0)), w["will.retain"] == "1")
	}
	options.SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) {
		a.say("message", "topic", m.Topic(), "qos", m.Qos(), "retain", flag(m.Retained()), "dup", flag(m.Duplicate()),
			"payload", string(m.Payload()))
	})
	options.SetConnectionLostHandler(func(mqtt.Client, error) { a.say("closed") })
	options.SetOnConnectHandler(func(mqtt.Client) {
		if atomic.AddInt32(&a.connections, 1) > 1 {
			a.say("connected", "code", 0)
		}
	})
	atomic.StoreInt32(&a.connections, 0)
	a.left = false
	a.client = mqtt.NewClient(options)
	token := a.client.Connect().(*mqtt.ConnectToken)
	token.Wait()
	code := token.ReturnCode()
	switch {
	case token.Error() == nil:
		a.say("connected", "code", code)
	case code > 0 && code < 6:
		a.say("refused", "code", code)
	default:
		a.say("failed", "what", "connect", "text", token.Error())
	}
}

func (a *agent) subscribe(w words) {
	token := a.client.Subscribe(w["filter"], byte(w.number("qos", 0)), nil).(*mqtt.SubscribeToken)
	token.Wait()
	code, answered := token.Result()[w["filter"]]
	if !answered {
		a.say("failed", "what", "subscribe", "text", token.Error())
		return
	}
	a.say("subscribed", "code", code)
}

func (a *agent) unsubscribe(w words) {
	token := a.client.Unsubscribe(w["filter"])
	token.Wait()
	a.say("unsubscribed", "code", 0)
}

func (a *agent) publish(w words) {
	token := a.client.Publish(w["topic"], byte(w.number("qos", 0)), w["retain"] == "1", w["payload"])
	go func() {
		token.Wait()
		if token.Error() != nil {
			a.say("failed", "what", "publish", "text", token.Error())
			return
		}
		a.say("published", "number", atomic.AddInt32(&a.acknowledged, 1), "code", 0)
	}()
}

func (a *agent) disconnect(words) {
	a.left = true
	a.client.Disconnect(100)
	a.say("left")
}

func (a *agent) forget(words) {
	// The library panics when a client is disconnected for the second time.
	if a.client != nil && !a.left {
		defer func() { _ = recover() }()
		a.client.Disconnect(0)
	}
}

// Does one command after the other: the library blocks for as long as a client is not connected.
func (a *agent) run() {
	verbs := map[string]func(words){
		"connect": a.connect, "subscribe": a.subscribe, "unsubscribe": a.unsubscribe, "publish": a.publish,
		"disconnect": a.disconnect, "forget": a.forget,
	}
	for next := range a.commands {
		if do, known := verbs[next.verb]; known {
			do(next.words)
		} else {
			a.say("failed", "what", next.verb, "text", "no such verb")
		}
	}
}

func parse(line string) (number, verb string, w words) {
	parts := strings.Fields(line)
	w = words{}
	for _, pair := range parts[2:] {
		at := strings.Index(pair, "=")
		name, _ := url.PathUnescape(pair[:at])
		value, _ := url.PathUnescape(pair[at+1:])
		w[name] = value
	}
	return parts[0], parts[1], w
}

func main() {
	agents := map[string]*agent{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, lineBytes)
	for lines.Scan() {
		number, verb, w := parse(lines.Text())
		if agents[number] == nil {
			agents[number] = &agent{number: number, commands: make(chan command, queued)}
			go agents[number].run()
		}
		agents[number].commands <- command{verb, w}
	}
}
