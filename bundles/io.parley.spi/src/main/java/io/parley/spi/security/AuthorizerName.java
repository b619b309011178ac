package io.parley.spi.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The name by which listener configurations choose an authorizer. Service property {@code authorizer.name}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface AuthorizerName {

    /** One name or more, each chosen by exactly. */
    String[] value();
}
