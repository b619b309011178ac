package io.parley.auth.file.internal.acl;

import io.parley.spi.security.Authorizer.Action;
import java.util.List;
import java.util.Set;

/**
 * What one line allows or denies.
 *
 * @param order its place in the file
 */
record Rule(int order, boolean allow, Set<Action> actions, List<AddressPattern> addresses) {

    Rule {
        actions = Set.copyOf(actions);
        addresses = List.copyOf(addresses);
    }

    /** How much of what is wanted the rule is about. */
    AddressPattern.Relation relation(AddressPattern.Wanted wanted, String principal, String clientId) {
        AddressPattern.Relation most = AddressPattern.Relation.NONE;
        for (AddressPattern address : addresses) {
            AddressPattern.Relation relation = address.relation(wanted, principal, clientId);
            if (relation.compareTo(most) > 0) {
                most = relation;
            }
        }
        return most;
    }
}
