package io.parley.launcher.host;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value of one configuration, as given on the command line.
 *
 * @param pid the configuration, for example {@code io.parley.listener~mqtt}
 * @param key the key in it
 * @param value the text of the value; may be empty
 */
public record Setting(String pid, String key, String value) {

    private static final Pattern FORM = Pattern.compile("([\\w.-]+(?:~[\\w.-]+)?):([^=\\s]+)=(.*)", Pattern.DOTALL);

    public Setting {
        Objects.requireNonNull(pid);
        Objects.requireNonNull(key);
        Objects.requireNonNull(value);
    }

    /**
     * Reads {@code PID:KEY=VALUE}.
     *
     * @throws IllegalArgumentException when the text has another form; the message is fit for the user
     */
    public static Setting parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "--set takes PID:KEY=VALUE, for example io.parley.listener~mqtt:port=1883, but got \"" + text
                            + "\"");
        }
        return new Setting(parts.group(1), parts.group(2), parts.group(3));
    }
}
