package io.parley.router.content.internal;

import io.parley.api.message.Address;

/**
 * One rule.
 *
 * @param condition null for {@code otherwise}
 * @param target where a message goes of which the condition holds
 */
record Rule(Condition condition, Address target) {

    boolean isOtherwise() {
        return condition == null;
    }
}
