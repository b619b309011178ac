package io.parley.itest.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** The bytes as they are, or over TLS. */
final class SocketLink implements Link {

    private final Socket socket;

    private SocketLink(Socket socket, InetSocketAddress server) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(server, LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static SocketLink plain(InetSocketAddress server) throws IOException {
        return new SocketLink(new Socket(), server);
    }

    /** With a small receive buffer. */
    static SocketLink small(InetSocketAddress server, int receiveBytes) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBytes);
        return new SocketLink(socket, server);
    }

    static SocketLink secure(InetSocketAddress server, SSLContext trust) throws IOException {
        return new SocketLink(trust.getSocketFactory().createSocket(), server);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public InputStream in() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
