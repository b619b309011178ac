package io.parley.compressor.zstd.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, for tools; {@link Level} reads it. */
@ObjectClassDefinition(
        name = "Parley: compressor zstd",
        description = "How payloads are compressed with zstd. Applies to the next payload.")
@interface Config {

    @AttributeDefinition(
            name = "Level",
            description = "1 is fastest, 19 gives the fewest bytes.",
            min = "1",
            max = "19")
    int level() default Level.DEFAULT;
}
