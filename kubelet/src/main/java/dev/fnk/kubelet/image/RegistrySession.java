package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.image.RegistryFailure.Kind;
import dev.fnk.kubelet.image.RegistryHttp.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One repository of a registry, asked as one user or as nobody.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 *     distribution specification</a>
 */
final class RegistrySession {
  private static final int MOST_OF_A_TOKEN = 1 << 20;

  private final RegistryHttp http;
  private final URI registry;
  private final String repository;
  private final @Nullable Login login;
  private final Deadline deadline;
  private @Nullable String authorization;

  /**
   * @param registry scheme and host
   * @param login null: nobody
   */
  RegistrySession(
      RegistryHttp http,
      URI registry,
      String repository,
      @Nullable Login login,
      Deadline deadline) {
    this.http = http;
    this.registry = registry;
    this.repository = repository;
    this.login = login;
    this.deadline = deadline;
  }

  /**
   * What is there.
   *
   * @param kind {@code manifests} or {@code blobs}
   * @param version a digest, or a manifest's tag
   * @param most octets
   */
  Answer get(String kind, String version, List<String> accept, int most)
      throws RegistryFailure, InterruptedException {
    return call("GET", kind, version, accept, most);
  }

  /** Only its headers. */
  Answer head(String kind, String version, List<String> accept)
      throws RegistryFailure, InterruptedException {
    return call("HEAD", kind, version, accept, 0);
  }

  private Answer call(String method, String kind, String version, List<String> accept, int most)
      throws RegistryFailure, InterruptedException {
    URI uri = registry.resolve("/v2/" + repository + "/" + kind + "/" + version);
    Answer answer = http.call(method, uri, accept, authorization, most, deadline);
    if (answer.status() == 401 && authorization == null) {
      authorization = authorize(answer.headers().allValues("WWW-Authenticate"));
      answer = http.call(method, uri, accept, authorization, most, deadline);
    }
    return checked(answer);
  }

  private static Answer checked(Answer answer) throws RegistryFailure {
    int status = answer.status();
    if (status == 200) {
      return answer;
    }
    throw switch (status) {
      case 401, 403 -> denied();
      case 404 -> new RegistryFailure(Kind.NOT_FOUND, "not found");
      default ->
          new RegistryFailure(
              status == 408 || status == 429 || status >= 500 ? Kind.NOT_NOW : Kind.UNUSABLE,
              "unexpected status from the registry: " + status);
    };
  }

  private static RegistryFailure denied() {
    return new RegistryFailure(
        Kind.DENIED, "pull access denied, repository does not exist or may require authorization");
  }

  /** What to show from now on. */
  private String authorize(List<String> headers) throws RegistryFailure, InterruptedException {
    Challenge challenge = Challenge.choose(headers).orElseThrow(RegistrySession::denied);
    if (challenge.scheme().equals("bearer")) {
      return "Bearer " + token(challenge);
    }
    if (login == null) {
      throw denied();
    }
    return basic(login);
  }

  private String token(Challenge challenge) throws RegistryFailure, InterruptedException {
    String scope = challenge.parameter("scope");
    String service = challenge.parameter("service");
    String query =
        (service.isEmpty() ? "" : "service=" + encoded(service) + "&")
            + "scope="
            + encoded(scope.isEmpty() ? "repository:" + repository + ":pull" : scope);
    URI realm;
    try {
      realm = URI.create(challenge.parameter("realm"));
    } catch (IllegalArgumentException _) {
      realm = URI.create("");
    }
    if (realm.getHost() == null || !RegistryHttp.mayBeAsked(registry, realm)) {
      throw new RegistryFailure(Kind.UNUSABLE, "the registry names nobody who gives tokens");
    }
    URI uri = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
    Answer answer =
        http.call(
            "GET",
            uri,
            List.of("application/json"),
            login == null ? null : basic(login),
            MOST_OF_A_TOKEN,
            deadline);
    if (answer.status() == 404 || answer.status() == 400) {
      throw denied();
    }
    return tokenOf(checked(answer).body());
  }

  private static String tokenOf(byte[] body) throws RegistryFailure {
    try {
      JsonNode json = JsonMapper.shared().readTree(body);
      String token = json.path("token").asString(json.path("access_token").asString(""));
      if (token.chars().allMatch(c -> c > ' ' && c < 127) && !token.isEmpty()) {
        return token;
      }
    } catch (JacksonException _) {
      // the parser's message may show the token
    }
    throw new RegistryFailure(Kind.UNUSABLE, "the registry gives no token");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String basic(Login login) {
    byte[] pair = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
