package io.parley.state.rocksdb.internal;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;

/** RocksDB's options: what the view's promises rest on, and its bounds. */
final class Tuning {

    private static final long MIB = 1 << 20;

    /** Tables that are written at a time. */
    static final int FLUSHES = 1;

    /** Compactions at a time. */
    static final int COMPACTIONS = 1;

    private Tuning() {}

    static DBOptions database(Settings settings, boolean create, Resources resources) {
        return resources
                .add(new DBOptions())
                .setCreateIfMissing(create)
                // All families reach the disk together, or none: the position tells what each of them includes.
                .setAtomicFlush(true)
                // A write that failed must not become durable by closing, nor by RocksDB's own second try.
                .setAvoidFlushDuringShutdown(true)
                .setMaxBgErrorResumeCount(0)
                .setParanoidChecks(true)
                .setDbWriteBufferSize(settings.writeBufferMib() * MIB)
                .setMaxBackgroundJobs(FLUSHES + COMPACTIONS)
                // What is written goes to the disk little by little: the journal, on which senders wait, is not to
                // stand behind all of a table.
                .setBytesPerSync(MIB)
                .setMaxOpenFiles(512)
                // The manifest grows with each flush and is read at opening.
                .setMaxManifestFileSize(4 * MIB)
                .setManifestPreallocationSize(MIB / 4)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setMaxLogFileSize(MIB)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    static ColumnFamilyOptions table(Settings settings, Resources resources) {
        BlockBasedTableConfig blocks = new BlockBasedTableConfig()
                .setBlockCache(resources.add(new LRUCache(settings.blockCacheMib() * MIB)))
                .setFilterPolicy(resources.add(new BloomFilter(10)))
                // Indexes and filters inside the cache, so that its size bounds them too.
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
        return resources
                .add(new ColumnFamilyOptions())
                .setTableFormatConfig(blocks)
                .setWriteBufferSize(settings.writeBufferMib() * MIB)
                .setForceConsistencyChecks(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
    }
}
