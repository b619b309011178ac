package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.spi.router.Load;
import io.parley.spi.router.Surroundings;
import java.util.List;
import java.util.function.Predicate;

/** Chooses one of several addresses, in turn. */
final class Pick {

    private Pick() {}

    /**
     * The address at that place, or the next one behind it that takes messages now. Where none does: one that a message can at least
     * wait for, then one that is there and says why it refuses. Nothing when there is none of them.
     *
     * @param from may be any number
     */
    static List<Address> from(List<Address> addresses, long from, Surroundings around) {
        for (Predicate<Load> wanted :
                List.<Predicate<Load>>of(Load::available, load -> load.state() == Load.State.PARKED, Load::exists)) {
            for (int i = 0; i < addresses.size(); i++) {
                Address address = addresses.get((int) Math.floorMod(from + i, (long) addresses.size()));
                if (wanted.test(around.load(address))) {
                    return List.of(address);
                }
            }
        }
        return List.of();
    }
}
