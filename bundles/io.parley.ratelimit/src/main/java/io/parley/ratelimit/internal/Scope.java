package io.parley.ratelimit.internal;

import io.parley.api.message.Message;
import io.parley.spi.interceptor.Sender;

/** What has a bucket each. */
enum Scope {
    CONNECTION {
        @Override
        String key(Message message, Sender sender) {
            return sender.session();
        }
    },
    PRINCIPAL {
        @Override
        String key(Message message, Sender sender) {
            return sender.session().isEmpty() ? "" : sender.principal();
        }
    },
    ADDRESS {
        @Override
        String key(Message message, Sender sender) {
            return message.address().toString();
        }
    };

    /** Whose message it is; empty when it is nobody's whom the scope is about: code in this process has no connection. */
    abstract String key(Message message, Sender sender);
}
