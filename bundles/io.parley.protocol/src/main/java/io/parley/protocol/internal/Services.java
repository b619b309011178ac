package io.parley.protocol.internal;

import io.parley.api.event.EventService;
import io.parley.api.message.MessageService;
import io.parley.api.session.SessionService;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.contract.Tokens;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.timer.Timers;

/** What the gateway puts together. */
record Services(
        Pipeline pipeline,
        TransactionService transactions,
        Timers timers,
        Authentication authentication,
        SessionService sessions,
        MessageService messages,
        Inboxes inboxes,
        Subscriptions subscriptions,
        EventService events,
        Plugins plugins,
        Tokens tokens,
        Holds holds,
        GroupStates groupStates,
        Detachments detachments,
        Traffic traffic,
        Clients clients,
        Permissions permissions) {}
