package io.parley.protocol.internal;

import io.parley.api.message.MessageService;
import io.parley.api.session.SessionService;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.contract.Tokens;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;

/** What the gateway puts together. */
record Services(
        Pipeline pipeline,
        Plugins plugins,
        SessionService sessions,
        MessageService messages,
        Inboxes inboxes,
        Subscriptions subscriptions,
        Tokens tokens,
        Detachments detachments,
        Permissions permissions) {}
