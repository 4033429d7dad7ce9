package dev.fnk.kubelet.sts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks its own STS, never a host that a proof names, who signed the proof. */
public final class CallerIdentityVerifier implements AutoCloseable {
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  /** Throttling is not always a 429 in the query protocol. */
  private static final Set<String> THROTTLING =
      Set.of("Throttling", "ThrottlingException", "RequestThrottled", "RequestLimitExceeded");

  private final URI endpoint;
  private final String header;
  private final Duration within;
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER) // an answer is STS's or none
          .build();

  /**
   * @param header the one header that has to be signed with the host; lower case
   * @param within how long STS may take
   */
  public CallerIdentityVerifier(URI endpoint, String header, Duration within, InstantSource clock) {
    this.endpoint = endpoint;
    this.header = header;
    this.within = within;
    this.clock = clock;
  }

  /**
   * Names who signed a query with this value of the header.
   *
   * @throws RefusedProofException nobody did, or somebody who is not the session of a role
   * @throws IOException it cannot be checked now
   */
  public RoleSession identify(String query, String value)
      throws RefusedProofException, IOException, InterruptedException {
    String checked = CallerIdentityQuery.check(query, header, clock.instant());
    HttpResponse<byte[]> answer =
        ask(HttpRequest.newBuilder(endpoint.resolve("/?" + checked)).header(header, value).build());
    int status = answer.statusCode();
    if (status == 200) {
      return CallerIdentityAnswer.session(answer.body());
    }
    String code = CallerIdentityAnswer.errorCode(answer.body()).orElse("");
    String told = ("STS answers " + status + " " + code).strip();
    if (status < 400 || status >= 500 || status == 429 || THROTTLING.contains(code)) {
      throw new IOException(told);
    }
    throw new RefusedProofException(told);
  }

  /** Whatever fails is told by its kind alone: the request bears a session token. */
  private HttpResponse<byte[]> ask(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> asked =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    try {
      return asked.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException("STS cannot be asked: " + cause.getClass().getSimpleName());
    } catch (TimeoutException _) {
      throw new IOException("STS has not answered within " + within.toSeconds() + " s");
    } finally {
      asked.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
