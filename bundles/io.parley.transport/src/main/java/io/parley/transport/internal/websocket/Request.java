package io.parley.transport.internal.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.parley.transport.internal.config.WebSocketSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a client asks for in its HTTP request (RFC 6455, section 4.2.1). */
record Request(HttpRequest http, WebSocketSettings settings) {
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;

    /** Empty if it is as it must be. */
    Optional<Refusal> refusal() {
        if (http.decoderResult().isFailure()) {
            return Optional.of(unreadable(http.decoderResult().cause()));
        }
        HttpHeaders headers = http.headers();
        String path = path();
        if (!path.equals(settings.path())) {
            return refuse(HttpResponseStatus.NOT_FOUND, "nothing is at " + path + "; the path is " + settings.path());
        } else if (!http.method().equals(HttpMethod.GET)) {
            return refuse(HttpResponseStatus.METHOD_NOT_ALLOWED, "the method is " + http.method() + ", not GET");
        } else if (http.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
            return refuse(HttpResponseStatus.BAD_REQUEST, "a WebSocket needs HTTP/1.1");
        } else if (!headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)) {
            return refuse(HttpResponseStatus.UPGRADE_REQUIRED, "here is a WebSocket; the request does not ask for one");
        } else if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return refuse(HttpResponseStatus.UPGRADE_REQUIRED, "the version of WebSocket is not " + VERSION);
        } else if (!headers.contains(HttpHeaderNames.HOST) || !keyIsValid()) {
            return refuse(HttpResponseStatus.BAD_REQUEST, "Host or a Sec-WebSocket-Key of 16 bytes is missing");
        } else if (HttpUtil.isTransferEncodingChunked(http) || HttpUtil.getContentLength(http, 0L) != 0) {
            return refuse(HttpResponseStatus.BAD_REQUEST, "the request has a body");
        } else if (!originIsAllowed()) {
            return refuse(
                    HttpResponseStatus.FORBIDDEN,
                    "origin " + headers.get(HttpHeaderNames.ORIGIN) + " is not allowed (websocket.origins)");
        } else if (subprotocol().isEmpty()) {
            return refuse(
                    HttpResponseStatus.BAD_REQUEST,
                    "Sec-WebSocket-Protocol names none of " + String.join(", ", settings.subprotocols()));
        }
        return Optional.empty();
    }

    private static Refusal unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large");
        }
        return new Refusal(HttpResponseStatus.BAD_REQUEST, "what came is not HTTP");
    }

    private static Optional<Refusal> refuse(HttpResponseStatus status, String words) {
        return Optional.of(new Refusal(status, words));
    }

    private String path() {
        String target = http.uri();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String key() {
        return http.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }

    private boolean keyIsValid() {
        String key = key();
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The first one that the client names and the listener has. */
    Optional<String> subprotocol() {
        return http.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::trim)
                .filter(settings.subprotocols()::contains)
                .findFirst();
    }

    /** Programs send no origin; a browser's page that comes from elsewhere is not to speak in its user's name. */
    private boolean originIsAllowed() {
        String origin = http.headers().get(HttpHeaderNames.ORIGIN);
        List<String> allowed = settings.origins();
        if (origin == null || allowed.contains("*")) {
            return true;
        } else if (!allowed.isEmpty()) {
            return allowed.stream().anyMatch(origin::equalsIgnoreCase);
        }
        Optional<String> host = host("http://" + http.headers().get(HttpHeaderNames.HOST));
        return host.isPresent() && host.equals(host(origin));
    }

    private static Optional<String> host(String uri) {
        try {
            return Stream.ofNullable(new URI(uri).getHost())
                    .map(host -> host.toLowerCase(Locale.ROOT))
                    .findFirst();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
