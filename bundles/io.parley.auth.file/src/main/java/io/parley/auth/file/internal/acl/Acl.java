package io.parley.auth.file.internal.acl;

import io.parley.api.message.Address;
import io.parley.spi.security.Authorizer;
import io.parley.spi.security.Authorizer.Action;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An ACL file's content: who may do what. The first rule that decides does; what no rule allows is denied. Immutable. */
public final class Acl {

    /** Denies everything that is sent and received. */
    public static final Acl NOTHING = new Acl(List.of(), Map.of(), Map.of(), 0, Set.of());

    private final List<Rule> ofAll;
    private final Map<String, List<Rule>> ofUser;
    private final Map<String, List<Rule>> ofClient;
    private final int size;
    private final Set<Action> actions;

    /**
     * Each list in the order of the file.
     *
     * @param named what rules are about
     */
    Acl(
            List<Rule> ofAll,
            Map<String, List<Rule>> ofUser,
            Map<String, List<Rule>> ofClient,
            int size,
            Set<Action> named) {
        this.ofAll = ofAll;
        this.ofUser = ofUser;
        this.ofClient = ofClient;
        this.size = size;
        Set<Action> all = new HashSet<>(Authorizer.SENDING);
        all.addAll(named);
        this.actions = Set.copyOf(all);
    }

    /** What is decided here: sending and receiving, and what there is a rule about. */
    public Set<Action> actions() {
        return actions;
    }

    /**
     * Whether that is allowed. A topic pattern is when a rule allows everything that it could match, and no rule before that one
     * denies any of it.
     */
    public boolean allowed(String principal, String clientId, Action action, Address address) {
        AddressPattern.Wanted wanted = AddressPattern.Wanted.of(address, action == Action.RECEIVE);
        List<List<Rule>> lists =
                List.of(ofAll, ofUser.getOrDefault(principal, List.of()), ofClient.getOrDefault(clientId, List.of()));
        int[] next = new int[lists.size()];
        while (true) {
            int first = -1;
            for (int i = 0; i < next.length; i++) {
                if (next[i] < lists.get(i).size()
                        && (first < 0
                                || lists.get(i).get(next[i]).order()
                                        < lists.get(first).get(next[first]).order())) {
                    first = i;
                }
            }
            if (first < 0) {
                return false;
            }
            Rule rule = lists.get(first).get(next[first]++);
            if (rule.actions().contains(action)) {
                AddressPattern.Relation relation = rule.relation(wanted, principal, clientId);
                if (rule.allow() ? relation == AddressPattern.Relation.ALL : relation != AddressPattern.Relation.NONE) {
                    return rule.allow();
                }
            }
        }
    }

    /** For people: how many rules. */
    @Override
    public String toString() {
        return size + (size == 1 ? " rule" : " rules");
    }
}
