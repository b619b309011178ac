package io.parley.itest.clients;

/** The scenarios with {@link NodeKit}. */
final class NodeClientIT extends LibraryScenarios {

    NodeClientIT() {
        super(new NodeKit());
    }
}
