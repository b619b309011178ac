package io.parley.transport.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What people see of a listener's configuration. {@link ListenerSettings} reads and checks it. */
@ObjectClassDefinition(
        name = "Parley listener",
        description = "An address at which clients connect. One configuration each: io.parley.listener~<name>."
                + " Keys that are not listed here are handed to the protocols, for example mqtt.max.packet.bytes.")
@interface ListenerConfig {

    @AttributeDefinition(
            description =
                    "Host name or IP address to listen on: 0.0.0.0 for all of IPv4, :: for all of IPv6 and IPv4. One that is"
                            + " not a loopback address needs an authenticator.")
    String host() default "127.0.0.1";

    @AttributeDefinition(
            description = "TCP port; 0 for any free one, -1 for none: the listener is off.",
            min = "-1",
            max = "65535")
    int port() default 1883;

    @AttributeDefinition(
            description =
                    "The protocol spoken, by name. Of several, the first one is taken that knows a client's first bytes.")
    String[] protocol() default "mqtt";

    @AttributeDefinition(
            description =
                    "Names of the authenticators that clients are checked with. Of several, each is asked until one"
                            + " decides. Empty: clients are anonymous.",
            required = false)
    String[] authenticator() default "";

    @AttributeDefinition(
            description =
                    "Names of the authorizers that all have to agree with what clients do; without one of them nothing is"
                            + " allowed. Empty: all that are running have to agree.",
            required = false)
    String[] authorizer() default "";

    @AttributeDefinition(
            name = "max.connections",
            description = "Connections open at the same time; further ones are closed at once.",
            min = "1",
            max = "1000000")
    int max_connections() default 50_000;

    @AttributeDefinition(
            name = "max.connections.per.address",
            description =
                    "Connections open at the same time from one IPv4 address or one /64 of IPv6; 0 for any number.",
            min = "0",
            max = "1000000")
    int max_connections_per_address() default 0;

    @AttributeDefinition(
            name = "connection.rate",
            description = "New connections a second; further ones are closed at once. 0 for any number.",
            min = "0",
            max = "1000000")
    int connection_rate() default 0;

    @AttributeDefinition(
            name = "connection.burst",
            description = "With connection.rate: new connections at once after a quiet time.",
            min = "1",
            max = "1000000")
    int connection_burst() default 100;

    @AttributeDefinition(
            name = "max.kib.per.second",
            description =
                    "KiB a second that are read from one client, which is made to wait beyond that. 0 for any number.",
            min = "0",
            max = "1048576")
    int max_kib_per_second() default 0;

    @AttributeDefinition(
            name = "max.handshakes",
            description =
                    "Connections that have not finished their PROXY header, TLS or WebSocket handshake; further ones are closed"
                            + " at once.",
            min = "1",
            max = "1000000")
    int max_handshakes() default 1_000;

    @AttributeDefinition(
            name = "handshake.seconds",
            description =
                    "A client that has not finished its PROXY header, TLS and WebSocket handshake after this time is disconnected.",
            min = "1",
            max = "3600")
    int handshake_seconds() default 10;

    @AttributeDefinition(
            description =
                    "Connections that the operating system keeps until they are accepted. Applies when the address is bound.",
            min = "1",
            max = "65535")
    int backlog() default 1024;

    @AttributeDefinition(
            name = "high.water.kib",
            description = "With more than this waiting to be sent to a client, deliveries to it pause.",
            min = "1",
            max = "1048576")
    int high_water_kib() default 1024;

    @AttributeDefinition(
            name = "low.water.kib",
            description = "With less than this waiting to be sent to a client, deliveries to it go on.",
            min = "1",
            max = "1048576")
    int low_water_kib() default 256;

    @AttributeDefinition(
            name = "max.unsent.mib",
            description =
                    "A client for which more than this waits is disconnected, whatever its protocol thinks of it.",
            min = "1",
            max = "2047")
    int max_unsent_mib() default 64;

    @AttributeDefinition(
            name = "max.unsent.total.mib",
            description =
                    "With more than this waiting for all clients together, those for which the most waits are disconnected.",
            min = "1",
            max = "1048576")
    int max_unsent_total_mib() default 1_024;

    @AttributeDefinition(
            name = "max.unread.mib",
            description =
                    "A client of which more than this has arrived and was not read by its protocol is disconnected."
                            + " No packet can be larger.",
            min = "1",
            max = "1024")
    int max_unread_mib() default 256;

    @AttributeDefinition(
            name = "first.byte.seconds",
            description = "A client that sends nothing for this long after it has connected is disconnected.",
            min = "1",
            max = "3600")
    int first_byte_seconds() default 10;

    @AttributeDefinition(
            name = "write.stall.seconds",
            description = "A client that takes nothing for this long while bytes wait for it is disconnected.",
            min = "1",
            max = "86400")
    int write_stall_seconds() default 60;

    @AttributeDefinition(
            name = "park.seconds",
            description =
                    "How long clients stay connected, unread, while their protocol or the gateway is not running.",
            min = "0",
            max = "86400")
    int park_seconds() default 30;

    @AttributeDefinition(
            name = "drain.ms",
            description =
                    "How long a protocol that goes may take to give a connection up, or a client's handler to say goodbye.",
            min = "0",
            max = "60000")
    int drain_ms() default 2_000;

    @AttributeDefinition(
            name = "tls.certificate",
            description =
                    "PEM file of the server's certificate, followed by those between it and its authority. Makes the listener"
                            + " speak TLS.",
            required = false)
    String tls_certificate() default "";

    @AttributeDefinition(
            name = "tls.key",
            description = "PEM file (PKCS#8) of the certificate's key.",
            required = false)
    String tls_key() default "";

    @AttributeDefinition(
            name = "tls.keystore",
            description = "PKCS#12 file of key and certificates, in place of tls.certificate and tls.key.",
            required = false)
    String tls_keystore() default "";

    @AttributeDefinition(
            name = "tls.password.file",
            description = "File whose first line is the password of the key or the keystore.",
            required = false)
    String tls_password_file() default "";

    @AttributeDefinition(
            name = "tls.trust",
            description = "PEM file of the authorities whose client certificates are accepted.",
            required = false)
    String tls_trust() default "";

    @AttributeDefinition(
            name = "tls.client.auth",
            description =
                    "Whether clients show a certificate: none, wanted or required. It must be of an authority in tls.trust.",
            options = {
                @Option(label = "none", value = "none"),
                @Option(label = "wanted", value = "wanted"),
                @Option(label = "required", value = "required")
            })
    String tls_client_auth() default "none";

    @AttributeDefinition(name = "tls.protocols", description = "Versions of TLS: TLSv1.3, TLSv1.2.")
    String[] tls_protocols() default {"TLSv1.3", "TLSv1.2"};

    @AttributeDefinition(
            name = "tls.ciphers",
            description =
                    "Cipher suites by their names in the JDK, the preferred one first. Empty: those with forward secrecy and"
                            + " authenticated encryption.",
            required = false)
    String[] tls_ciphers() default {};

    @AttributeDefinition(
            name = "tls.reload.seconds",
            description =
                    "How often the files are looked at. Changed ones are used for new connections; open ones stay as they are.",
            min = "1",
            max = "3600")
    int tls_reload_seconds() default 5;

    @AttributeDefinition(
            name = "websocket.path",
            description =
                    "Path of the HTTP request, such as /mqtt. Makes the listener speak WebSocket (RFC 6455); over TLS, if it has"
                            + " a certificate.",
            required = false)
    String websocket_path() default "";

    @AttributeDefinition(
            name = "websocket.subprotocols",
            description = "Subprotocols of which a client has to ask for one. Empty: the names in protocol.",
            required = false)
    String[] websocket_subprotocols() default {};

    @AttributeDefinition(
            name = "websocket.origins",
            description =
                    "Where browsers' pages may come from, such as https://example.org; * for anywhere. Empty: from the host that the"
                            + " request is for, on any port. Clients that are no browsers are not concerned.",
            required = false)
    String[] websocket_origins() default {};

    @AttributeDefinition(
            name = "websocket.max.frame.mib",
            description = "A client that begins a larger frame is disconnected.",
            min = "1",
            max = "2047")
    int websocket_max_frame_mib() default 512;

    @AttributeDefinition(
            name = "proxy.protocol",
            description =
                    "Whether each connection begins with a header of the PROXY protocol, version 1 or 2: none or required. The"
                            + " client's address is taken from it.",
            options = {@Option(label = "none", value = "none"), @Option(label = "required", value = "required")})
    String proxy_protocol() default "none";

    @AttributeDefinition(
            name = "proxy.trusted",
            description = "Addresses and blocks of the proxies; who connects from elsewhere is disconnected.")
    String[] proxy_trusted() default {"127.0.0.0/8", "::1/128"};

    @AttributeDefinition(
            name = "proxy.certificates",
            description =
                    "Whether the common name of a certificate that the proxy has verified becomes the client's certificate subject.")
    boolean proxy_certificates() default false;
}
