package io.parley.itest.clients;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;

/** The scenes of an {@link EachClient}. */
final class Scenes implements ArgumentsProvider, AnnotationConsumer<EachClient> {

    private Feature feature;

    @Override
    public void accept(EachClient annotation) {
        feature = annotation.value();
    }

    @Override
    public Stream<Arguments> provideArguments(ExtensionContext context) {
        return of(feature).stream().map(Arguments::of);
    }

    /** One for each client and version of MQTT that can express the feature. */
    static List<Scene> of(Feature feature) {
        return Kits.ALL.stream()
                .filter(kit -> !kit.cannot().containsKey(feature))
                .flatMap(kit -> Stream.of(Version.values())
                        .filter(kit.versions()::contains)
                        .filter(feature.versions()::contains)
                        .map(version -> new Scene(kit, version, feature)))
                .toList();
    }
}
