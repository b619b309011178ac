package io.parley.itest.clients;

/** The scenarios with {@link PythonKit}. */
final class PythonClientIT extends LibraryScenarios {

    PythonClientIT() {
        super(new PythonKit());
    }
}
