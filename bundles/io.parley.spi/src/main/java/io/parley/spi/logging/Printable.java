package io.parley.spi.logging;

/** Makes what clients wrote, such as names, fit for a log line: nobody can forge one. */
public final class Printable {

    private static final int NAME = 80;

    private Printable() {}

    /** A name, shortened, with control characters replaced. */
    public static String of(String name) {
        return of(name, NAME);
    }

    /** The text's first characters, with control characters replaced. */
    public static String of(String text, int most) {
        boolean whole = text.length() <= most;
        StringBuilder line = new StringBuilder(whole ? text : text.substring(0, most) + "…");
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean breaks = c == '\u2028' || c == '\u2029';
            if (breaks || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                line.setCharAt(i, '?');
            }
        }
        return line.toString();
    }
}
