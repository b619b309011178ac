package io.parley.spi.compressor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** The content encoding that a compressor is for, for example {@code zstd}. Service property {@code compressor.name}. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface CompressorName {

    /** One name or more, each chosen by exactly. */
    String[] value();
}
