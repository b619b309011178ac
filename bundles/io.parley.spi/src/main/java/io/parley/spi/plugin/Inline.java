package io.parley.spi.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Marks a plug-in that never blocks and is cheap (some microseconds a call for a small message), so that it may be called
 * on the thread at hand instead of a lane worker. Service property {@code parley.inline}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Inline {

    /** The prefix of the property's name. */
    String PREFIX_ = "parley.";
}
