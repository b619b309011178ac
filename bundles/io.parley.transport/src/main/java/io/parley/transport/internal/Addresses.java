package io.parley.transport.internal;

import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.spi.SelectorProvider;

/** Addresses for people, and about people's addresses. */
final class Addresses {
    private Addresses() {}

    static String text(InetSocketAddress address) {
        return text(address.getAddress().getHostAddress(), address.getPort());
    }

    static String text(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@code ::1} of {@code [::1]}. */
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * A listening socket that is fit for that host. One for {@code 0.0.0.0} is of IPv4 alone, one for {@code ::} of both,
     * where the machine has both.
     */
    static ServerSocketChannel serverChannel(String host) {
        SelectorProvider provider = SelectorProvider.provider();
        return NetUtil.isValidIpV4Address(host)
                ? new NioServerSocketChannel(provider, InternetProtocolFamily.IPv4)
                : new NioServerSocketChannel(provider);
    }

    /** Whether only this machine reaches that host. */
    static boolean loopback(String host) throws UnknownHostException {
        for (InetAddress address : InetAddress.getAllByName(host)) {
            if (!address.isLoopbackAddress()) {
                return false;
            }
        }
        return true;
    }
}
