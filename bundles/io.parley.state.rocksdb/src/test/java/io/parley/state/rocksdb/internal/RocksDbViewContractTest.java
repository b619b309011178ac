package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.View;
import io.parley.testkit.ViewContract;
import java.nio.file.Path;

class RocksDbViewContractTest extends ViewContract {

    @Override
    protected View open(Path folder) throws Exception {
        return RocksDbView.open(new Settings(folder, 8, 4));
    }

    @Override
    protected void close(View view) {
        ((RocksDbView) view).close();
    }
}
