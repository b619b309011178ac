package io.parley.itest.mqtt.server;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound.Deliver;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import io.parley.spi.protocol.Will;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Copies of records with something else in them. */
final class Copies {

    private Copies() {}

    static ConnectRequest session(ConnectRequest in, boolean clean, Duration expiry) {
        return new ConnectRequest(
                in.protocol(),
                in.connection(),
                in.credentials(),
                clean,
                expiry,
                in.will(),
                in.receiveMaximum(),
                in.challenger());
    }

    static ConnectRequest will(ConnectRequest in, Optional<Will> will) {
        return new ConnectRequest(
                in.protocol(),
                in.connection(),
                in.credentials(),
                in.clean(),
                in.expiry(),
                will,
                in.receiveMaximum(),
                in.challenger());
    }

    static ConnectRequest clientId(ConnectRequest in, String id) {
        Credentials credentials = in.credentials();
        return new ConnectRequest(
                in.protocol(),
                in.connection(),
                new Credentials(
                        id,
                        credentials.user(),
                        credentials.secret(),
                        credentials.remote(),
                        credentials.method(),
                        credentials.certificateSubject()),
                in.clean(),
                in.expiry(),
                in.will(),
                in.receiveMaximum(),
                in.challenger());
    }

    static Will retained(Will in, boolean retain) {
        Publication publication = in.publication();
        return new Will(publication(publication, publication.message(), retain, publication.token()), in.delay());
    }

    static Publication publication(Publication in, Message message, boolean retain, int token) {
        return new Publication(message, in.guarantee(), retain, token);
    }

    static Message to(Message in, String name) {
        return in.address().kind() == Address.Kind.TOPIC
                ? in.with().address(Address.topic(name)).build()
                : in;
    }

    static Deliver delivery(Deliver in, Guarantee guarantee, boolean retained, boolean redelivered) {
        return new Deliver(in.message(), in.sequence(), guarantee, retained, redelivered, in.subscriptions());
    }

    static SubscriptionRequest filter(SubscriptionRequest in, String name) {
        boolean topic = in.address().kind() == Address.Kind.TOPIC;
        SubscriptionTarget target =
                new SubscriptionTarget(Address.topic(name), in.target().group());
        return topic ? new SubscriptionRequest(target, in.maximum(), in.options()) : in;
    }

    static SubscriptionRequest options(SubscriptionRequest in, boolean noLocal, Retained retained) {
        SubscriptionOptions options = in.options();
        return new SubscriptionRequest(
                in.target(),
                in.maximum(),
                new SubscriptionOptions(
                        noLocal,
                        options.retainAsPublished(),
                        retained,
                        options.identifier(),
                        options.filter(),
                        options.start()));
    }

    static Deliver delivery(Deliver in, List<Integer> subscriptions) {
        return new Deliver(in.message(), in.sequence(), in.guarantee(), in.retained(), in.redelivered(), subscriptions);
    }

    static Message headersReversed(Message in) {
        List<Header> headers = new ArrayList<>();
        in.headers().forEach(headers::add);
        Collections.reverse(headers);
        return in.with().headers(Headers.of(headers)).build();
    }

    static ConnectRequest receiveMaximum(ConnectRequest in, int maximum) {
        return new ConnectRequest(
                in.protocol(),
                in.connection(),
                in.credentials(),
                in.clean(),
                in.expiry(),
                in.will(),
                maximum,
                in.challenger());
    }
}
