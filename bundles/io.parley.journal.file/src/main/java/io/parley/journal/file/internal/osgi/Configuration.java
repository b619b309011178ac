package io.parley.journal.file.internal.osgi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@link FileJournalComponent#PID}; {@link Settings} reads and checks them. */
@ObjectClassDefinition(
        name = "Parley file journal",
        description = "The log on disk that holds everything Parley has accepted.")
@interface Configuration {

    @AttributeDefinition(
            description = "The journal's folder. Empty: the folder journal below the framework property parley.data. "
                    + "A change counts from the next start on.",
            required = false)
    String folder() default "";

    @AttributeDefinition(
            name = "segment.mib",
            description = "Size of a segment file, MiB. Space is given back by whole segments. "
                    + "A change counts for segments made from then on.",
            min = "1",
            max = "1024",
            required = false)
    int segment_mib() default 64;

    @AttributeDefinition(
            name = "max.record.mib",
            description = "The largest record that is taken, MiB. One that is larger than a segment gets its own.",
            min = "1",
            max = "1023",
            required = false)
    int max_record_mib() default 256;

    @AttributeDefinition(
            name = "max.pending.mib",
            description = "How much may wait to be written, MiB, before new records are refused as overload.",
            min = "1",
            max = "65536",
            required = false)
    int max_pending_mib() default 256;

    @AttributeDefinition(
            name = "spare.segments",
            description = "How many segment files are kept prepared. 0: each grows as it is written, "
                    + "which costs several times as much under light load. Where segments are filled fast, "
                    + "more of those that were emptied are kept, up to 32.",
            min = "0",
            max = "64",
            required = false)
    int spare_segments() default 2;
}
