package io.parley.compressor.gzip.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Level} reads it. */
@ObjectClassDefinition(
        name = "Parley: compressor gzip",
        description = "How payloads are compressed with gzip. Applies to the next payload.")
@interface Config {

    @AttributeDefinition(name = "Level", description = "1 is fastest, 9 gives the fewest bytes.", min = "1", max = "9")
    int level() default Level.DEFAULT;
}
