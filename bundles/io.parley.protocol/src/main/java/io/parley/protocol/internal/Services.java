package io.parley.protocol.internal;

import io.parley.api.message.MessageService;
import io.parley.api.session.SessionService;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.contract.Tokens;
import io.parley.engine.pipeline.Pipeline;

/** What the gateway puts together. */
record Services(
        Pipeline pipeline,
        Authentication authentication,
        SessionService sessions,
        MessageService messages,
        Inboxes inboxes,
        Subscriptions subscriptions,
        Tokens tokens,
        Detachments detachments,
        Permissions permissions) {}
