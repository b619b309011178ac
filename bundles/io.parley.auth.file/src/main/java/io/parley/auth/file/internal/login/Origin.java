package io.parley.auth.file.internal.login;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;

/** Where logins come from. Of an IPv6 address its network counts: one machine has 2^64 addresses. */
final class Origin {

    private Origin() {}

    static String of(SocketAddress remote) {
        if (remote instanceof InetSocketAddress internet) {
            InetAddress address = internet.getAddress();
            if (address instanceof Inet6Address six) {
                return HexFormat.of().formatHex(six.getAddress(), 0, 8) + "/64";
            }
            return address == null ? internet.getHostString() : address.getHostAddress();
        }
        return String.valueOf(remote);
    }
}
