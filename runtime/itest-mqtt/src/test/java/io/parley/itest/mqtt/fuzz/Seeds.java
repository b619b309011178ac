package io.parley.itest.mqtt.fuzz;

import io.parley.itest.mqtt.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Conversations from which the fuzzer begins: something of each packet, property and feature. In the texts of {@link
 * Dialect}; {@code ff f0} to {@code ff fb} are the steps of {@link Input}.
 */
final class Seeds {

    /** Behind a CONNECT of either version. */
    private static final String[] EITHER = {
        // All qualities of service, there and back.
        "82 { 0001 P ['~/#'] 02 } ff f8 30 { ['~/a'] P 'x' } 32 { ['~/a'] 0002 P 'x' } 34 { ['~/a'] 0003 P 'x' } ff f8"
                + " 40 { 0001 } 62 { 0003 } 50 { 0002 } 70 { 0002 } ff f8 70 { 0002 }",
        "34 { ['~/a'] 0003 P 'x' } 3c { ['~/a'] 0003 P 'x' } 62 { 0003 R } 62 { 0003 }",
        // Retained ones.
        "33 { ['~/r'] 0001 P 'x' } 82 { 0002 P ['~/r'] 01 } ff f8 31 { ['~/r'] P } a2 { 0003 P ['~/r'] ['~/r'] }",
        // Queues and groups.
        "32 { ['$queue/q'] 0001 P 'x' } 32 { ['$queue/q'] 0002 P 'y' } 82 { 0003 P ['$queue/q'] 01 } ff f8 40 { f001 } ff f8",
        "82 { 0001 P ['$share/g/~/#'] 01 ['~/+/x'] 00 ['$queue/+'] 01 ['$session/f0'] 01 ['$SYS/#'] 00 } 32 { ['~/a/x'] 0001 P } ff f8"
                + " 40 { 0001 } a2 { 0002 P ['~/+/x'] }",
        "32 { ['$session/1'] 0001 P 'to you' } 32 { ['$route/none'] 0002 P 'x' } 32 { ['$SYS/x'] 0003 P 'x' }",
        // Two clients, and the same one twice.
        "82 { 0001 P ['~/#'] 01 } ff f1 82 { 0001 P ['~/#'] 02 } 32 { ['~/b'] 0002 P 'x' } ff f8 40 { 0001 } ff f0 40 { 0001 }"
                + " e0 00",
        "82 { 0001 P ['~/#'] 01 } ff f5 32 { ['~/b'] 0001 P 'x' } ff f8 ff f4 ff f5 c0 00",
        // The transport, the server and time.
        "82 { 0001 P ['~/#'] 01 } ff f6 32 { ['~/b'] 0002 P 'x' } 32 { ['~/b'] 0003 P 'x' } ff f8 ff f7 40 { 0001 }",
        "82 { 0001 P ['~/#'] 02 } 34 { ['~/b'] 0002 P 'x' } ff fa 62 { 0002 } 50 { 0001 } ff fa 70 { 0001 } 32 { ['~/b'] 0004 P }",
        "32 { ['~/b'] 0002 P 'x' } c0 00 ff fb ff f9",
        "82 { 0001 P ['~/\u00fc/\u20ac/\ud83d\ude00'] 01 } 32 { ['~/\u00fc/\u20ac/\ud83d\ude00'] 0002 P '\u00fc' }",
        // Each of them is wrong.
        "36 { ['~/x'] 0001 P 'x' }",
        "30 { ['~/#'] P 'x' }",
        "32 { ['~/x'] 0000 P 'x' }",
        "82 { 0001 P }",
        "82 { 0001 P ['x#'] 00 }",
        "82 { 0001 P ['~/x'] 43 }",
        "a2 { 0001 P }",
        "20 { 00 00 }",
        "30 { [c3 28] P 'x' }",
        "10 { ['MQTT'] L 02 0000 P ['again'] }",
        "30 ff ff ff ff 7f",
        "40 { fff0 } 50 { fff0 } 62 { fff0 } 70 { fff0 }"
    };

    /** Without a CONNECT before them. */
    private static final String[] CONNECTS = {
        "10 { ['MQTT'] L 02 003c P ['~0'] } c0 00 e0 00",
        "10 { ['MQTT'] L ee 003c P ['~0'] P ['~/w'] ['gone'] ['anna'] ['secret'] } ff f4",
        "10 { ['MQTT'] L 02 0000 P [] } c0 00",
        "10 { ['MQTT'] L 00 0000 P ['~0'] } 82 { 0001 P ['~/#'] 01 } ff f4 ff f5 10 { ['MQTT'] L 00 0000 P ['~0'] }",
        "10 { ['MQTT'] L c2 0000 P ['~0'] ['bert'] ['x'] }",
        "10 { ['MQTT'] 09 02 0000 P ['~0'] }",
        "c0 00"
    };

    private static final String CONNECT_31 = "10 { ['MQIsdp'] 03 02 003c ['~0'] } 30 { ['~/x'] 'x' }";

    /** Behind a CONNECT of 5.0. */
    private static final String[] MODERN = {
        "82 { 0001 { 0b 05 } ['~/#'] 2e } 32 { ['~/p'] 0001 { 01 01 02 0000000a 03 ['text/plain'] 08 ['~/answer'] 09 [ 0102 ]"
                + " 23 0001 26 ['k']['v'] 26 ['parley-priority']['7'] } 'x' } 32 { [] 0002 { 23 0001 } 'y' } ff f8 40 { 0001 10 }",
        "32 { ['~/h'] 0001 { 26 ['parley-ordering-key']['k'] 26 ['parley-dedupe-id']['1'] } 'x' }"
                + " 32 { ['~/h'] 0002 { 26 ['parley-delay']['1'] 09 ['c'] } 'x' }"
                + " 82 { 0003 { 26 ['parley-replay']['earliest'] } ['~/h'] 01 } ff f8 82 { 0004 { 26 ['parley-filter']['a = 1'] } ['~/h'] 01 }",
        // Transactions: committed, with an acknowledgement, aborted, begun twice, taken over, and wrong.
        "32 { ['~/t'] 0001 { 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['1000'] } 'x' }"
                + " 34 { ['$transaction'] 0002 { 26 ['parley-transaction']['t'] 26 ['parley-transaction-end']['commit'] } } ff f8 62 { 0002 }",
        "82 { 0001 00 ['$queue/q'] 01 } 32 { ['$queue/q'] 0002 00 'x' } ff f8 32 { ['~/t'] 0003 { 26 ['parley-transaction']['t']"
                + " 26 ['parley-transaction-begin']['1000'] 26 ['parley-transaction-acknowledge']['61441']"
                + " 26 ['parley-transaction-end']['commit'] } 'x' } ff f8 40 { f001 }",
        "34 { ['~/t'] 0001 { 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['1'] } 'x' } 34 { ['~/t'] 0002 {"
                + " 26 ['parley-transaction']['u'] 26 ['parley-transaction-begin']['3600000'] } 'y' } ff f9 ff f8 32 { ['~/t'] 0003 {"
                + " 26 ['parley-transaction']['u'] 26 ['parley-transaction-end']['abort'] } 'z' } ff f8",
        "34 { ['~/t'] 0001 { 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['1000'] } 'x' } 34 { ['~/t'] 0002 {"
                + " 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['1000'] } 'y' } ff f8",
        "34 { ['~/t'] 0001 { 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['1000'] } 'x' } ff f4 ff f5 3c { ['~/t'] 0001 {"
                + " 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['1000'] 26 ['parley-transaction-end']['commit'] } 'x' } ff f8",
        "32 { ['$transaction'] 0001 { 26 ['parley-transaction']['t'] 26 ['parley-transaction-begin']['0'] } }"
                + " 32 { ['$transaction'] 0002 { 26 ['parley-transaction'][''] 26 ['parley-transaction-end']['perhaps'] } }"
                + " 30 { ['$transaction'] { 26 ['parley-transaction']['t'] 26 ['parley-transaction-acknowledge']['x'] } }",
        "34 { ['~/a'] 0001 00 'x' } 62 { 0001 00 { 1f ['fine'] 26 ['k']['v'] } } 40 { 0001 80 { 1f ['no'] } } 50 { 0001 97 00 }",
        "e0 { 04 { 11 00000001 1f ['bye'] 26 ['k']['v'] } }",
        "e0 { 00 { 1c ['there'] } }",
        "f0 { 18 { 15 ['KNOCK'] } }"
    };

    private static final String[] CONNECTS_5 = {
        "10 { ['MQTT'] 05 02 0000 { 15 ['KNOCK'] } ['~0'] } ff f8 f0 { 18 { 15 ['KNOCK'] 16 ['anna'] } } ff f8 c0 00"
                + " f0 { 19 { 15 ['KNOCK'] 16 ['x'] } } ff f8 f0 { 18 { 15 ['KNOCK'] 16 ['anna'] } }",
        "10 { ['MQTT'] 05 02 0000 { 15 ['OTHER'] 16 [ 00 ] } ['~0'] }",
        "10 { ['MQTT'] 05 0e 0005 { 11 00000001 21 0002 22 0001 27 00000040 17 00 19 01 26 ['parley-accept']['text/plain']"
                + " 26 ['parley-accept-encoding']['gzip'] } ['~0'] { 18 00000001 01 01 02 0000000a 03 ['t'] 08 ['~/r'] 09 ['c'] 26 ['k']['v'] }"
                + " ['~/w'] ['gone'] } 82 { 0001 00 ['~/#'] 01 } 32 { ['~/a'] 0002 00 'x' } ff fb"
    };

    private Seeds() {}

    static List<byte[]> all() {
        List<byte[]> all = new ArrayList<>();
        for (String text : EITHER) {
            // Of 3.1.1 to 3.1.1 and 5.0; of 5.0 to 5.0 and 3.1.1.
            add(all, 0b11_10_10_01, Dialect.V311, text);
            add(all, 0b01_10_01_10, Dialect.V5, text);
            add(all, 0b01_10_11_11, Dialect.V5, text);
        }
        for (String text : MODERN) {
            add(all, 0b01_01_10_10, Dialect.V5, text);
        }
        for (String text : CONNECTS) {
            add(all, 0, Dialect.V311, text);
            add(all, 0, Dialect.V5, text);
        }
        for (String text : CONNECTS_5) {
            add(all, 0, Dialect.V5, text);
        }
        add(all, 0, Dialect.V311, CONNECT_31);
        return all;
    }

    /** As it is, and cut into pieces on a strict listener. */
    private static void add(List<byte[]> all, int openings, Dialect dialect, String text) {
        byte[] said = dialect.bytes(text, Stream.PREFIX);
        for (int manner : new int[] {Input.Cut.NOWHERE.ordinal(), Input.Cut.SOMEWHERE.ordinal() | Input.STRICT}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(openings);
            bytes.write(manner);
            bytes.writeBytes(said);
            all.add(bytes.toByteArray());
        }
    }
}
