package io.parley.itest.clients;

/** The scenarios with {@link MosquittoKit}. */
final class MosquittoClientIT extends ClientScenarios {

    MosquittoClientIT() {
        super(new MosquittoKit());
    }
}
