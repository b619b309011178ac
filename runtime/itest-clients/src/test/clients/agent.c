/*
 * MQTT clients of Eclipse Paho for C, which do what the lines on standard input say and print what happens.
 *
 * "<client> <verb> <name>=<value>...", names and values percent-encoded; README.md lists the verbs. Ends with its input.
 */
#define _GNU_SOURCE
#include <MQTTAsync.h>
#include <ctype.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLIENTS 16
#define WORDS 64

typedef struct {
    char *name;
    char *value;
} Word;

typedef struct {
    int client;
    char *verb;
    Word words[WORDS];
    int count;
} Command;

typedef struct {
    int number;
    int version;
    MQTTAsync handle;
    int acknowledged;
} Client;

typedef struct {
    const char *name;
    enum MQTTPropertyCodes code;
} PropertyName;

static const PropertyName PROPERTIES[] = {
    {"payload-format-indicator", MQTTPROPERTY_CODE_PAYLOAD_FORMAT_INDICATOR},
    {"message-expiry-interval", MQTTPROPERTY_CODE_MESSAGE_EXPIRY_INTERVAL},
    {"content-type", MQTTPROPERTY_CODE_CONTENT_TYPE},
    {"response-topic", MQTTPROPERTY_CODE_RESPONSE_TOPIC},
    {"correlation-data", MQTTPROPERTY_CODE_CORRELATION_DATA},
    {"subscription-identifier", MQTTPROPERTY_CODE_SUBSCRIPTION_IDENTIFIER},
    {"session-expiry-interval", MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL},
    {"assigned-client-identifier", MQTTPROPERTY_CODE_ASSIGNED_CLIENT_IDENTIFER},
    {"server-keep-alive", MQTTPROPERTY_CODE_SERVER_KEEP_ALIVE},
    {"authentication-method", MQTTPROPERTY_CODE_AUTHENTICATION_METHOD},
    {"authentication-data", MQTTPROPERTY_CODE_AUTHENTICATION_DATA},
    {"request-problem-information", MQTTPROPERTY_CODE_REQUEST_PROBLEM_INFORMATION},
    {"will-delay-interval", MQTTPROPERTY_CODE_WILL_DELAY_INTERVAL},
    {"request-response-information", MQTTPROPERTY_CODE_REQUEST_RESPONSE_INFORMATION},
    {"response-information", MQTTPROPERTY_CODE_RESPONSE_INFORMATION},
    {"server-reference", MQTTPROPERTY_CODE_SERVER_REFERENCE},
    {"reason-string", MQTTPROPERTY_CODE_REASON_STRING},
    {"receive-maximum", MQTTPROPERTY_CODE_RECEIVE_MAXIMUM},
    {"topic-alias-maximum", MQTTPROPERTY_CODE_TOPIC_ALIAS_MAXIMUM},
    {"topic-alias", MQTTPROPERTY_CODE_TOPIC_ALIAS},
    {"maximum-qos", MQTTPROPERTY_CODE_MAXIMUM_QOS},
    {"retain-available", MQTTPROPERTY_CODE_RETAIN_AVAILABLE},
    {"user-property", MQTTPROPERTY_CODE_USER_PROPERTY},
    {"maximum-packet-size", MQTTPROPERTY_CODE_MAXIMUM_PACKET_SIZE},
    {"wildcard-subscription-available", MQTTPROPERTY_CODE_WILDCARD_SUBSCRIPTION_AVAILABLE},
    {"subscription-identifier-available", MQTTPROPERTY_CODE_SUBSCRIPTION_IDENTIFIERS_AVAILABLE},
    {"shared-subscription-available", MQTTPROPERTY_CODE_SHARED_SUBSCRIPTION_AVAILABLE},
    {NULL, 0}};

static Client clients[CLIENTS];
static pthread_mutex_t printing = PTHREAD_MUTEX_INITIALIZER;

static void encode(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (isalnum(c) || strchr("-._~/", c) != NULL) {
            putchar(c);
        } else {
            printf("%%%02X", c);
        }
    }
}

static void decode(char *text) {
    char *to = text;
    for (char *from = text; *from != 0; from++) {
        if (*from == '%') {
            char digits[3] = {from[1], from[2], 0};
            *to++ = (char)strtol(digits, NULL, 16);
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = 0;
}

static void begin(const Client *client, const char *verb) {
    pthread_mutex_lock(&printing);
    printf("%d %s", client->number, verb);
}

static void word(const char *name, const char *value, size_t length) {
    printf(" %s=", name);
    encode(value, length);
}

static void number(const char *name, long value) {
    printf(" %s=%ld", name, value);
}

static void end(void) {
    putchar('\n');
    fflush(stdout);
    pthread_mutex_unlock(&printing);
}

static void properties(const MQTTProperties *all) {
    for (int i = 0; i < all->count; i++) {
        const MQTTProperty *property = &all->array[i];
        const PropertyName *known = PROPERTIES;
        while (known->name != NULL && known->code != property->identifier) {
            known++;
        }
        const char *name = known->name == NULL ? "unknown-property" : known->name;
        switch (MQTTProperty_getType(property->identifier)) {
        case MQTTPROPERTY_TYPE_BYTE:
            number(name, property->value.byte);
            break;
        case MQTTPROPERTY_TYPE_TWO_BYTE_INTEGER:
            number(name, property->value.integer2);
            break;
        case MQTTPROPERTY_TYPE_FOUR_BYTE_INTEGER:
        case MQTTPROPERTY_TYPE_VARIABLE_BYTE_INTEGER:
            number(name, property->value.integer4);
            break;
        case MQTTPROPERTY_TYPE_UTF_8_STRING_PAIR:
            word(name, property->value.data.data, property->value.data.len);
            printf("%%3D");
            encode(property->value.value.data, property->value.value.len);
            break;
        default:
            word(name, property->value.data.data, property->value.data.len);
        }
    }
}

static void failed(const Client *client, const char *what, int code) {
    const char *text = MQTTAsync_strerror(code);
    begin(client, "failed");
    word("what", what, strlen(what));
    number("error", code);
    word("text", text == NULL ? "" : text, text == NULL ? 0 : strlen(text));
    end();
}

static const char *get(const Command *command, const char *name) {
    for (int i = 0; i < command->count; i++) {
        if (strcmp(command->words[i].name, name) == 0) {
            return command->words[i].value;
        }
    }
    return NULL;
}

static int integer(const Command *command, const char *name, int otherwise) {
    const char *value = get(command, name);
    return value == NULL ? otherwise : atoi(value);
}

/* The properties among the words whose name begins with the prefix. */
static MQTTProperties given(const Command *command, const char *prefix) {
    MQTTProperties all = MQTTProperties_initializer;
    size_t skip = strlen(prefix);
    for (int i = 0; i < command->count; i++) {
        const Word *at = &command->words[i];
        if (strncmp(at->name, prefix, skip) != 0) {
            continue;
        }
        for (const PropertyName *known = PROPERTIES; known->name != NULL; known++) {
            if (strcmp(known->name, at->name + skip) != 0) {
                continue;
            }
            MQTTProperty property = {.identifier = known->code};
            unsigned long value = strtoul(at->value, NULL, 10);
            property.value.data.data = at->value;
            property.value.data.len = (int)strlen(at->value);
            switch (MQTTProperty_getType(known->code)) {
            case MQTTPROPERTY_TYPE_BYTE:
                property.value.byte = (unsigned char)value;
                break;
            case MQTTPROPERTY_TYPE_TWO_BYTE_INTEGER:
                property.value.integer2 = (unsigned short)value;
                break;
            case MQTTPROPERTY_TYPE_FOUR_BYTE_INTEGER:
            case MQTTPROPERTY_TYPE_VARIABLE_BYTE_INTEGER:
                property.value.integer4 = (unsigned int)value;
                break;
            case MQTTPROPERTY_TYPE_UTF_8_STRING_PAIR:
                property.value.data.len = (int)strcspn(at->value, "=");
                property.value.value.data = at->value + property.value.data.len + 1;
                property.value.value.len = (int)strlen(property.value.value.data);
                break;
            default:
                break;
            }
            MQTTProperties_add(&all, &property);
        }
    }
    return all;
}

static void on_connected4(void *context, MQTTAsync_successData *data) {
    begin(context, "connected");
    number("code", 0);
    number("present", data->alt.connect.sessionPresent);
    end();
}

static void on_connected5(void *context, MQTTAsync_successData5 *data) {
    begin(context, "connected");
    number("code", data->reasonCode);
    number("present", data->alt.connect.sessionPresent);
    properties(&data->properties);
    end();
}

static void on_refused4(void *context, MQTTAsync_failureData *data) {
    if (data->code > 0) {
        begin(context, "refused");
        number("code", data->code);
        end();
    } else {
        failed(context, data->message == NULL ? "connect" : data->message, data->code);
    }
}

static void on_refused5(void *context, MQTTAsync_failureData5 *data) {
    if (data->reasonCode >= 128) {
        begin(context, "refused");
        number("code", data->reasonCode);
        properties(&data->properties);
        end();
    } else {
        failed(context, data->message == NULL ? "connect" : data->message, data->code);
    }
}

/* Called for each connection; the first one is told by on_connected4 and on_connected5. */
static void on_connection(void *context, char *cause) {
    if (cause != NULL && strcmp(cause, "automatic reconnect") == 0) {
        begin(context, "connected");
        number("code", 0);
        end();
    }
}

static void on_lost(void *context, char *cause) {
    (void)cause;
    begin(context, "closed");
    end();
}

static void on_disconnect_of_server(void *context, MQTTProperties *all, enum MQTTReasonCodes reason) {
    begin(context, "closed");
    number("code", reason);
    properties(all);
    end();
}

static int on_message(void *context, char *topic, int length, MQTTAsync_message *message) {
    begin(context, "message");
    word("topic", topic, length > 0 ? (size_t)length : strlen(topic));
    number("qos", message->qos);
    number("retain", message->retained);
    number("dup", message->dup);
    properties(&message->properties);
    word("payload", message->payload, (size_t)message->payloadlen);
    end();
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

static void on_subscribed4(void *context, MQTTAsync_successData *data) {
    begin(context, "subscribed");
    number("code", data->alt.qos);
    end();
}

static void on_subscribed5(void *context, MQTTAsync_successData5 *data) {
    begin(context, "subscribed");
    number("code", data->reasonCode);
    properties(&data->properties);
    end();
}

static void on_not_subscribed4(void *context, MQTTAsync_failureData *data) {
    begin(context, "subscribed");
    number("code", data->code == MQTTASYNC_FAILURE || data->code == 0 ? 128 : data->code);
    end();
}

static void on_not_subscribed5(void *context, MQTTAsync_failureData5 *data) {
    begin(context, "subscribed");
    number("code", data->reasonCode);
    properties(&data->properties);
    end();
}

static void on_unsubscribed4(void *context, MQTTAsync_successData *data) {
    (void)data;
    begin(context, "unsubscribed");
    number("code", 0);
    end();
}

static void on_unsubscribed5(void *context, MQTTAsync_successData5 *data) {
    begin(context, "unsubscribed");
    number("code", data->reasonCode);
    properties(&data->properties);
    end();
}

static void published(Client *client, int code, const MQTTProperties *all) {
    begin(client, "published");
    number("number", ++client->acknowledged);
    number("code", code);
    if (all != NULL) {
        properties(all);
    }
    end();
}

static void on_published4(void *context, MQTTAsync_successData *data) {
    (void)data;
    published(context, 0, NULL);
}

static void on_published5(void *context, MQTTAsync_successData5 *data) {
    published(context, data->reasonCode, &data->properties);
}

static void on_failure4(void *context, MQTTAsync_failureData *data) {
    failed(context, data->message == NULL ? "request" : data->message, data->code);
}

static void on_failure5(void *context, MQTTAsync_failureData5 *data) {
    if (data->reasonCode >= 128) {
        published(context, data->reasonCode, &data->properties);
    } else {
        failed(context, data->message == NULL ? "request" : data->message, data->code);
    }
}

static void on_left4(void *context, MQTTAsync_successData *data) {
    (void)data;
    begin(context, "left");
    end();
}

static void on_left5(void *context, MQTTAsync_successData5 *data) {
    (void)data;
    begin(context, "left");
    end();
}

static void check(const Client *client, const char *what, int code) {
    if (code != MQTTASYNC_SUCCESS) {
        failed(client, what, code);
    }
}

/* The library wants its own schemes. */
static char *server(const Command *command) {
    char *text = NULL;
    const char *host = get(command, "host");
    const char *transport = get(command, "transport");
    const char *scheme = strcmp(transport, "tls") == 0 ? "ssl" : transport;
    const char *path = strncmp(transport, "ws", 2) == 0 ? "/mqtt" : "";
    const char *form = strchr(host, ':') == NULL ? "%s://%s:%s%s" : "%s://[%s]:%s%s";
    if (asprintf(&text, form, scheme, host, get(command, "port"), path) < 0) {
        abort();
    }
    return text;
}

static void make(Client *client, const Command *command) {
    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer5;
    create.MQTTVersion = client->version;
    create.sendWhileDisconnected = 1;
    create.allowDisconnectedSendAtAnyTime = 1;
    create.maxBufferedMessages = 10000;
    char *uri = server(command);
    check(client, "create",
          MQTTAsync_createWithOptions(&client->handle, uri, get(command, "id"), MQTTCLIENT_PERSISTENCE_NONE, NULL,
                                      &create));
    free(uri);
    MQTTAsync_setCallbacks(client->handle, client, on_lost, on_message, NULL);
    MQTTAsync_setConnected(client->handle, client, on_connection);
    if (client->version == MQTTVERSION_5) {
        MQTTAsync_setDisconnected(client->handle, client, on_disconnect_of_server);
    }
}

static void connect_it(Client *client, const Command *command) {
    int five = strcmp(get(command, "version"), "5") == 0;
    client->version = five ? MQTTVERSION_5 : MQTTVERSION_3_1_1;
    if (client->handle != NULL) {
        MQTTAsync_destroy(&client->handle);
    }
    make(client, command);
    MQTTAsync_connectOptions four = MQTTAsync_connectOptions_initializer;
    MQTTAsync_connectOptions fifth = MQTTAsync_connectOptions_initializer5;
    MQTTAsync_connectOptions options = five ? fifth : four;
    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
    MQTTProperties connect_properties = given(command, "");
    MQTTProperties will_properties = given(command, "will.");
    options.keepAliveInterval = integer(command, "keep-alive", 30);
    options.automaticReconnect = integer(command, "reconnect", 0);
    options.minRetryInterval = 1;
    options.maxRetryInterval = 1;
    options.context = client;
    if (five) {
        options.cleanstart = integer(command, "clean", 1);
        options.connectProperties = &connect_properties;
        options.onSuccess5 = on_connected5;
        options.onFailure5 = on_refused5;
    } else {
        options.cleansession = integer(command, "clean", 1);
        options.MQTTVersion = MQTTVERSION_3_1_1;
        options.onSuccess = on_connected4;
        options.onFailure = on_refused4;
    }
    options.username = get(command, "user");
    options.password = get(command, "password");
    if (get(command, "will.topic") != NULL) {
        will.topicName = get(command, "will.topic");
        will.message = get(command, "will.payload");
        will.qos = integer(command, "will.qos", 0);
        will.retained = integer(command, "will.retain", 0);
        options.will = &will;
        if (five) {
            options.willProperties = &will_properties;
        }
    }
    if (get(command, "ca") != NULL) {
        tls.trustStore = get(command, "ca");
        tls.keyStore = get(command, "certificate");
        tls.privateKey = get(command, "key");
        tls.verify = 1;
        options.ssl = &tls;
    }
    check(client, "connect", MQTTAsync_connect(client->handle, &options));
    MQTTProperties_free(&connect_properties);
    MQTTProperties_free(&will_properties);
}

static MQTTAsync_responseOptions response(Client *client, MQTTAsync_onSuccess *four, MQTTAsync_onSuccess5 *five) {
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.context = client;
    if (client->version == MQTTVERSION_5) {
        options.onSuccess5 = five;
        options.onFailure5 = on_failure5;
    } else {
        options.onSuccess = four;
        options.onFailure = on_failure4;
    }
    return options;
}

static void subscribe(Client *client, const Command *command) {
    MQTTAsync_responseOptions options = response(client, on_subscribed4, on_subscribed5);
    if (client->version == MQTTVERSION_5) {
        options.onFailure5 = on_not_subscribed5;
        options.properties = given(command, "");
        options.subscribeOptions.noLocal = (unsigned char)integer(command, "no-local", 0);
        options.subscribeOptions.retainAsPublished = (unsigned char)integer(command, "retain-as-published", 0);
        options.subscribeOptions.retainHandling = (unsigned char)integer(command, "retain-handling", 0);
    } else {
        options.onFailure = on_not_subscribed4;
    }
    check(client, "subscribe",
          MQTTAsync_subscribe(client->handle, get(command, "filter"), integer(command, "qos", 0), &options));
    MQTTProperties_free(&options.properties);
}

static void unsubscribe(Client *client, const Command *command) {
    MQTTAsync_responseOptions options = response(client, on_unsubscribed4, on_unsubscribed5);
    check(client, "unsubscribe", MQTTAsync_unsubscribe(client->handle, get(command, "filter"), &options));
}

static void publish(Client *client, const Command *command) {
    MQTTAsync_responseOptions options = response(client, on_published4, on_published5);
    MQTTAsync_message message = MQTTAsync_message_initializer;
    const char *payload = get(command, "payload");
    message.payload = (void *)payload;
    message.payloadlen = (int)strlen(payload);
    message.qos = integer(command, "qos", 0);
    message.retained = integer(command, "retain", 0);
    message.properties = given(command, "");
    check(client, "publish", MQTTAsync_sendMessage(client->handle, get(command, "topic"), &message, &options));
    MQTTProperties_free(&message.properties);
}

static void disconnect(Client *client, const Command *command) {
    MQTTAsync_disconnectOptions four = MQTTAsync_disconnectOptions_initializer;
    MQTTAsync_disconnectOptions five = MQTTAsync_disconnectOptions_initializer5;
    MQTTAsync_disconnectOptions options = client->version == MQTTVERSION_5 ? five : four;
    options.context = client;
    options.timeout = 5000;
    if (client->version == MQTTVERSION_5) {
        options.properties = given(command, "");
        options.reasonCode = integer(command, "code", 0);
        options.onSuccess5 = on_left5;
    } else {
        options.onSuccess = on_left4;
    }
    check(client, "disconnect", MQTTAsync_disconnect(client->handle, &options));
    MQTTProperties_free(&options.properties);
}

static Command parse(char *line) {
    Command command = {0};
    char *rest = line;
    command.client = atoi(strsep(&rest, " \n"));
    command.verb = strsep(&rest, " \n");
    for (char *at = strsep(&rest, " \n"); at != NULL && command.count < WORDS; at = strsep(&rest, " \n")) {
        char *equals = strchr(at, '=');
        if (equals != NULL) {
            *equals = 0;
            decode(at);
            decode(equals + 1);
            command.words[command.count++] = (Word){at, equals + 1};
        }
    }
    return command;
}

int main(void) {
    MQTTAsync_init_options inits = MQTTAsync_init_options_initializer;
    inits.do_openssl_init = 1;
    MQTTAsync_global_init(&inits);
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        Command command = parse(line);
        if (command.client < 0 || command.client >= CLIENTS) {
            return 1;
        }
        Client *client = &clients[command.client];
        client->number = command.client;
        if (strcmp(command.verb, "connect") == 0) {
            connect_it(client, &command);
        } else if (strcmp(command.verb, "subscribe") == 0) {
            subscribe(client, &command);
        } else if (strcmp(command.verb, "unsubscribe") == 0) {
            unsubscribe(client, &command);
        } else if (strcmp(command.verb, "publish") == 0) {
            publish(client, &command);
        } else if (strcmp(command.verb, "disconnect") == 0) {
            disconnect(client, &command);
        } else if (strcmp(command.verb, "forget") == 0) {
            MQTTAsync_destroy(&client->handle);
        } else {
            failed(client, command.verb, 0);
        }
    }
    _Exit(0);
}
