package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Single calls, bounded in time and size. Where an answer leads elsewhere it is followed, by HTTPS
 * or within the host that was asked, and another host is not shown the credentials.
 */
final class RegistryHttp {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 5;

  private final HttpClient http;

  /**
   * @param http follows no redirects itself
   */
  RegistryHttp(HttpClient http) {
    this.http = http;
  }

  /** An answer that leads nowhere else. */
  record Answer(int status, HttpHeaders headers, byte[] body) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /**
   * A call without a body.
   *
   * @param authorization header; null: none
   * @param most octets of the answer
   */
  Answer call(
      String method,
      URI uri,
      List<String> accept,
      @Nullable String authorization,
      int most,
      Deadline deadline)
      throws RegistryFailure, InterruptedException {
    URI at = uri;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      String shown = sameHost(uri, at) ? authorization : null;
      var response = send(request(method, at, accept, shown, deadline), most, deadline);
      byte[] body =
          response
              .body()
              .orElseThrow(() -> unusable("the answer has more than " + most + " octets"));
      if (!REDIRECTS.contains(response.statusCode())) {
        return new Answer(response.statusCode(), response.headers(), body);
      }
      at = target(uri, at, response.headers());
    }
    throw unusable("too many redirects");
  }

  private static HttpRequest request(
      String method,
      URI uri,
      List<String> accept,
      @Nullable String authorization,
      Deadline deadline)
      throws RegistryFailure {
    try {
      var request =
          HttpRequest.newBuilder(uri)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .timeout(deadline.left())
              .header("User-Agent", "fnk");
      accept.forEach(type -> request.header("Accept", type));
      if (authorization != null) {
        request.header("Authorization", authorization);
      }
      return request.build();
    } catch (IllegalArgumentException _) {
      throw unusable("no address of a registry: " + uri.getRawAuthority());
    }
  }

  private HttpResponse<Optional<byte[]>> send(HttpRequest request, int most, Deadline deadline)
      throws RegistryFailure, InterruptedException {
    String what = "failed to do request: " + request.method() + " " + shown(request.uri()) + ": ";
    CompletableFuture<HttpResponse<Optional<byte[]>>> answer =
        http.sendAsync(request, _ -> new BoundedBody(most));
    try {
      return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new RegistryFailure(Kind.NOT_NOW, what + "no answer in time");
    } catch (ExecutionException e) {
      throw new RegistryFailure(Kind.NOT_NOW, what + brief(e));
    } finally {
      answer.cancel(true);
    }
  }

  private static String brief(ExecutionException e) {
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof IOException)) {
      cause = cause.getCause();
    }
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }

  /** Its query may be a signature. */
  private static String shown(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }

  private static URI target(URI asked, URI from, HttpHeaders headers) throws RegistryFailure {
    try {
      URI to = from.resolve(URI.create(headers.firstValue("Location").orElseThrow()));
      if (to.getHost() != null && mayBeAsked(asked, to)) {
        return to;
      }
    } catch (RuntimeException _) {
      // no location, or none that can be read
    }
    throw unusable("a redirect that leads nowhere");
  }

  /** Whether somebody who was asked may send us there: nobody in between can read it. */
  static boolean mayBeAsked(URI asked, URI other) {
    return "https".equals(other.getScheme()) || sameHost(asked, other);
  }

  private static boolean sameHost(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && one.getRawAuthority()
            .toLowerCase(Locale.ROOT)
            .equals(String.valueOf(other.getRawAuthority()).toLowerCase(Locale.ROOT));
  }

  private static RegistryFailure unusable(String words) {
    return new RegistryFailure(Kind.UNUSABLE, words);
  }
}
