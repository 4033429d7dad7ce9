package dev.fnk.cli.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A web page, asked for directly. */
final class Page {
  private static final Duration SOON = Duration.ofMinutes(2);

  private Page() {}

  /** What is served there, as soon as it is: a pod without a probe is ready before it listens. */
  static String await(String address, int port) {
    return Await.value(
        address + ":" + port + " answers", SOON, () -> Optional.of(get(address, port)));
  }

  /** Body of the answer, if it is a 200. */
  static String get(String address, int port) {
    var uri = URI.create("http://%s:%d/".formatted(address, port));
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(uri + " answered " + answer.statusCode() + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new AssertionError(uri + " did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
