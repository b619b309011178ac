package io.parley.spi.serializer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The content types that a serializer is for, for example {@code application/json}. Service property {@code serializer.name}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface SerializerName {

    /** One name or more, each chosen by exactly. */
    String[] value();
}
