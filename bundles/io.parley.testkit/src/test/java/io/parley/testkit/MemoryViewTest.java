package io.parley.testkit;

import io.parley.spi.journal.View;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class MemoryViewTest extends ViewContract {

    private final Map<Path, MemoryView> views = new HashMap<>();

    @Override
    protected View open(Path folder) {
        return views.computeIfAbsent(folder, path -> new MemoryView());
    }

    @Override
    protected void close(View view) {
        // stays in the map, to be opened again
    }
}
