package io.parley.itest.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test of a feature, run with each client and each version of MQTT that can express it, some at a time. The method
 * takes a {@link Scene}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ParameterizedTest(name = "{0}", allowZeroInvocations = true)
@ArgumentsSource(Scenes.class)
@Execution(ExecutionMode.CONCURRENT)
@interface EachClient {

    Feature value();
}
