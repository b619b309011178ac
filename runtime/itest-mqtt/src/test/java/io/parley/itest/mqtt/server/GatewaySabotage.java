package io.parley.itest.mqtt.server;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound.Deliver;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.Will;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Optional;

/** A gateway that breaks one promise of the real one. */
public enum GatewaySabotage implements Sabotage {
    EVERY_SESSION_IS_CLEAN {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.session(in, true, in.expiry());
        }
    },
    NO_SESSION_IS_CLEAN {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.session(in, false, Duration.ofDays(1));
        }
    },
    SESSIONS_END_WITH_THEIR_CONNECTION {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.session(in, in.clean(), Duration.ZERO);
        }
    },
    NOTHING_CAN_BE_STORED {
        @Override
        Publication publication(Publication in, int number) {
            throw new RefusedException(RefusedException.Reason.UNAVAILABLE, "the disk is full");
        }
    },
    WILDCARDS_IN_NAMES_ARE_TAKEN {
        @Override
        Publication publication(Publication in, int number) {
            return in.message().address().name().matches(".*[#+].*") ? null : in;
        }
    },
    ONE_ID_FOR_ALL {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.clientId(in, "the-same");
        }
    },
    AN_ID_OF_ITS_OWN_FOR_EACH {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.clientId(in, in.connection().id());
        }
    },
    LONG_IDS_ARE_REFUSED {
        @Override
        ConnectRequest request(ConnectRequest in) {
            if (in.credentials().clientId().length() > 20) {
                throw new RefusedException(RefusedException.Reason.INVALID, "a client id of more than 20 characters");
            }
            return in;
        }
    },
    NO_WILL {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.will(in, Optional.empty());
        }
    },
    ALWAYS_A_WILL {
        @Override
        ConnectRequest request(ConnectRequest in) {
            Address topic = Address.topic(in.credentials().clientId().replaceAll("(t\\d+).*", "$1") + "/will");
            Publication publication = new Publication(Message.to(topic).build(), Guarantee.AT_MOST_ONCE, false, 0);
            return in.will().isPresent() ? in : Copies.will(in, Optional.of(new Will(publication, Duration.ZERO)));
        }
    },
    EVERY_WILL_IS_RETAINED {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.will(in, in.will().map(will -> Copies.retained(will, true)));
        }
    },
    NO_WILL_IS_RETAINED {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.will(in, in.will().map(will -> Copies.retained(will, false)));
        }
    },
    WILLS_HAVE_NO_DELAY {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.will(in, in.will().map(will -> new Will(will.publication(), Duration.ZERO)));
        }
    },
    RECEIVE_MAXIMUM_IS_FORGOTTEN {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.receiveMaximum(in, 100);
        }
    },
    A_FAREWELL_IS_NOT_HEARD {
        @Override
        boolean farewell(boolean in) {
            return false;
        }
    },
    NO_SESSION_IS_PRESENT {
        @Override
        boolean resumed(boolean in) {
            return false;
        }
    },
    NOTHING_IS_RETAINED {
        @Override
        Publication publication(Publication in, int number) {
            return Copies.publication(in, in.message(), false, in.token());
        }
    },
    QOS_0_IS_NOT_RETAINED {
        @Override
        Publication publication(Publication in, int number) {
            boolean retain = in.retain() && in.guarantee() != Guarantee.AT_MOST_ONCE;
            return Copies.publication(in, in.message(), retain, in.token());
        }
    },
    EVERYTHING_IS_RETAINED {
        @Override
        Publication publication(Publication in, int number) {
            return Copies.publication(in, in.message(), true, in.token());
        }
    },
    NOTHING_EMPTY_IS_RETAINED {
        @Override
        Publication publication(Publication in, int number) {
            boolean retain = in.retain() && in.message().payload().size() > 0;
            return Copies.publication(in, in.message(), retain, in.token());
        }
    },
    EMPTY_PAYLOADS_ARE_FILLED {
        @Override
        Publication publication(Publication in, int number) {
            boolean empty = in.message().payload().size() == 0;
            return empty
                    ? Copies.publication(in, in.message().with().payload("?").build(), in.retain(), in.token())
                    : in;
        }
    },
    EXPIRY_IS_FORGOTTEN {
        @Override
        Publication publication(Publication in, int number) {
            Message message = in.message().with().expiresAtMillis(0).build();
            return Copies.publication(in, message, in.retain(), in.token());
        }
    },
    HEADERS_ARE_REVERSED {
        @Override
        ConnectRequest request(ConnectRequest in) {
            return Copies.will(in, in.will().map(will -> new Will(reversed(will.publication()), will.delay())));
        }

        @Override
        Publication publication(Publication in, int number) {
            return reversed(in);
        }

        private Publication reversed(Publication in) {
            return Copies.publication(in, Copies.headersReversed(in.message()), in.retain(), in.token());
        }
    },
    ONLY_ONE_IDENTIFIER {
        @Override
        Deliver deliver(Deliver in) {
            return Copies.delivery(in, in.subscriptions().stream().limit(1).toList());
        }
    },
    NO_MARK_OF_RETAINED {
        @Override
        Deliver deliver(Deliver in) {
            return Copies.delivery(in, in.guarantee(), false, in.redelivered());
        }
    },
    EVERYTHING_IS_MARKED_AS_RETAINED {
        @Override
        Deliver deliver(Deliver in) {
            return Copies.delivery(in, in.guarantee(), true, in.redelivered());
        }
    },
    NO_MARK_OF_REDELIVERY {
        @Override
        Deliver deliver(Deliver in) {
            return Copies.delivery(in, in.guarantee(), in.retained(), false);
        }
    },
    EVERYTHING_IS_MARKED_AS_REDELIVERED {
        @Override
        Deliver deliver(Deliver in) {
            return Copies.delivery(in, in.guarantee(), in.retained(), true);
        }
    },
    NOTHING_IS_SENT_AGAIN {
        @Override
        Deliver deliver(Deliver in) {
            return in.redelivered() ? null : in;
        }
    },
    EVERYTHING_IS_QOS_0 {
        @Override
        Deliver deliver(Deliver in) {
            return Copies.delivery(in, Guarantee.AT_MOST_ONCE, in.retained(), in.redelivered());
        }
    },
    NOTHING_IS_QOS_0 {
        @Override
        Deliver deliver(Deliver in) {
            Guarantee least = in.guarantee() == Guarantee.AT_MOST_ONCE ? Guarantee.AT_LEAST_ONCE : in.guarantee();
            return Copies.delivery(in, least, in.retained(), in.redelivered());
        }
    },
    ACKNOWLEDGEMENTS_ARE_LOST {
        @Override
        boolean acknowledges() {
            return false;
        }
    },
    RECEIPTS_ARE_LOST {
        @Override
        boolean receives() {
            return false;
        }
    },
    RELEASES_ARE_LOST {
        @Override
        boolean releases() {
            return false;
        }
    },
    TRANSFERS_ARE_NOT_KNOWN_AGAIN {
        @Override
        Publication publication(Publication in, int number) {
            boolean exactlyOnce = in.guarantee() == Guarantee.EXACTLY_ONCE;
            return exactlyOnce ? Copies.publication(in, in.message(), in.retain(), 100_000 + number) : in;
        }
    },
    A_SECOND_MESSAGE_IS_LOST {
        @Override
        Publication publication(Publication in, int number) {
            return number == 2 ? null : in;
        }
    },
    SUBSCRIPTIONS_ARE_FORGOTTEN {
        @Override
        boolean subscribes(int number, int place) {
            return false;
        }
    },
    ONLY_THE_FIRST_SUBSCRIBE_COUNTS {
        @Override
        boolean subscribes(int number, int place) {
            return number == 1;
        }
    },
    ONLY_THE_FIRST_FILTER_COUNTS {
        @Override
        boolean subscribes(int number, int place) {
            return place == 0;
        }
    },
    RETAIN_HANDLING_IS_NEVER {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return Copies.options(in, in.options().noLocal(), Retained.NEVER);
        }
    },
    RETAIN_HANDLING_IS_ALWAYS {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return Copies.options(in, in.options().noLocal(), Retained.ALWAYS);
        }
    },
    NO_LOCAL_IS_FORGOTTEN {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return Copies.options(in, false, in.options().retained());
        }
    },
    EVERYTHING_IS_GRANTED_AS_QOS_0 {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return new SubscriptionRequest(in.target(), Guarantee.AT_MOST_ONCE, in.options());
        }
    },
    EVERY_FILTER_MATCHES_ALL {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return Copies.filter(in, in.address().name().replaceAll("/.*", "/#"));
        }
    },
    PLUS_IS_A_LETTER {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return Copies.filter(in, in.address().name().replace('+', 'p'));
        }
    },
    WILDCARDS_MATCH_THE_SERVERS_TOPICS {
        @Override
        SubscriptionRequest subscribe(SubscriptionRequest in) {
            return Copies.filter(in, in.address().name().replaceAll("^\\+/", "\\$SYS/"));
        }
    },
    UNSUBSCRIBE_DOES_NOTHING {
        @Override
        boolean unsubscribes(int place) {
            return false;
        }
    },
    ONLY_THE_FIRST_FILTER_IS_UNSUBSCRIBED {
        @Override
        boolean unsubscribes(int place) {
            return place == 0;
        }
    },
    NAMES_ARE_NORMALIZED {
        @Override
        Publication publication(Publication in, int number) {
            String name = Normalizer.normalize(in.message().address().name(), Normalizer.Form.NFC);
            return Copies.publication(in, Copies.to(in.message(), name), in.retain(), in.token());
        }
    },
    LONG_NAMES_ARE_CUT {
        @Override
        Publication publication(Publication in, int number) {
            String name = in.message().address().name();
            String cut = name.substring(0, Math.min(name.length(), 1_000));
            return Copies.publication(in, Copies.to(in.message(), cut), in.retain(), in.token());
        }
    };

    ConnectRequest request(ConnectRequest in) {
        return in;
    }

    /** Null: it is lost, though it seems to be stored. What is thrown becomes the stage's failure. */
    Publication publication(Publication in, int number) {
        return in;
    }

    SubscriptionRequest subscribe(SubscriptionRequest in) {
        return in;
    }

    /** Whether the subscription at that place of that SUBSCRIBE counts; it is granted anyhow. */
    boolean subscribes(int number, int place) {
        return true;
    }

    boolean unsubscribes(int place) {
        return true;
    }

    /** Null: it is lost. */
    Deliver deliver(Deliver in) {
        return in;
    }

    boolean resumed(boolean in) {
        return in;
    }

    boolean farewell(boolean in) {
        return in;
    }

    boolean acknowledges() {
        return true;
    }

    boolean receives() {
        return true;
    }

    boolean releases() {
        return true;
    }

    @Override
    public Gateway gateway(Gateway real) {
        return new BrokenGateway(real, this);
    }
}
