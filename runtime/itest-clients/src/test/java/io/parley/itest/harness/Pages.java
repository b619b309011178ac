package io.parley.itest.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The pages of Parley's own HTTP server. */
public record Pages(int port) {

    /** "status", a line break, and the body. */
    public String get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + "\n" + response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + path, e);
        }
    }

    /** Waits for a page with that status and, somewhere, that text; all of it. */
    public String await(String path, int status, String text) throws IOException {
        String[] last = {""};
        Waiting.until(status + " with \"" + text + "\" at " + path, () -> {
            last[0] = get(path);
            return last[0].startsWith(status + "\n") && last[0].contains(text);
        });
        return last[0];
    }
}
