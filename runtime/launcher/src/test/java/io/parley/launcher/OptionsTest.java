package io.parley.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.launcher.host.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void nothingGivenIsTheDefault() {
        assertEquals(
                new Options(Path.of("data"), List.of(), false, false, Optional.empty(), false, Optional.empty()),
                Options.parse());
    }

    @Test
    void settingsKeepTheirOrderAndAnyValue() {
        Options options = Options.parse(
                "--data", "/x y", "--set", "io.parley.listener~mqtt:port=0", "--set", "a.b:c.d=x=y:z", "--set", "a:b=");
        assertEquals(Path.of("/x y"), options.data());
        assertEquals(
                List.of(
                        new Setting("io.parley.listener~mqtt", "port", "0"),
                        new Setting("a.b", "c.d", "x=y:z"),
                        new Setting("a", "b", "")),
                options.settings());
    }

    @Test
    void commandStandsAlone() {
        assertEquals(
                Optional.of("parley:queues"),
                Options.parse("--exec", "parley:queues").command());
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--exec", "lb", "--shell"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--set", "a:b=c", "--exec", "lb"));
        assertTrue(Options.parse("--exec", "parley:user add anna", "--input").input());
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--input"));
    }

    @Test
    void restoringStandsAlone() {
        Options options = Options.parse("--restore", "b", "--data", "d");
        assertEquals(Optional.of(Path.of("b")), options.backup());
        assertEquals(Path.of("d"), options.data());
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--restore", "b", "--set", "a:b=c"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--restore", "b", "--exec", "lb"));
        assertThrows(IllegalArgumentException.class, () -> Options.parse("--restore"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:b", "a=b", ":b=c", "a:=c", "a b:c=d", "a~:b=c", "a/b:c=d"})
    void malformedSettingIsNamed(String setting) {
        String message = assertThrows(IllegalArgumentException.class, () -> Options.parse("--set", setting))
                .getMessage();
        assertTrue(message.contains("PID:KEY=VALUE") && message.contains('"' + setting + '"'), message);
    }

    @Test
    void unknownOptionAndMissingValueAreNamed() {
        assertEquals(
                "unknown option --port",
                assertThrows(IllegalArgumentException.class, () -> Options.parse("--port", "1"))
                        .getMessage());
        assertEquals(
                "--data needs a value",
                assertThrows(IllegalArgumentException.class, () -> Options.parse("--data"))
                        .getMessage());
    }
}
