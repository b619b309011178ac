package io.parley.engine.op;

import io.parley.api.message.Address;

/** Changes to what routes remember. */
public sealed interface RouteOp extends Op {

    @Override
    default Family family() {
        return Family.ROUTE;
    }

    /**
     * A route keeps an address for a key.
     *
     * @param route its name
     * @param kept the key
     * @param address where messages of the key go from now on
     */
    record Assigned(String route, String kept, Address address) implements RouteOp {

        static Assigned read(RecordReader in) {
            return new Assigned(in.text(), in.text(), Address.parse(in.text()));
        }

        @Override
        public String key() {
            return route + '\0' + kept;
        }

        @Override
        public void write(RecordWriter out) {
            out.code(OpCode.ROUTE_ASSIGNED).text(route).text(kept).text(address.toString());
        }
    }
}
