package dev.fnk.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.sigv4.AccessKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which service a call reaches, and what keeps it from one. */
class AwsHandlerTest {
  private static final Caller CALLER =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/test", "AIDATEST");
  private static final AccessKey KEY =
      new AccessKey("AKIATEST", "s", Optional.empty(), Optional.empty(), Optional.empty(), CALLER);

  private final List<AwsRequest> served = new CopyOnWriteArrayList<>();
  private final List<String> journal = new CopyOnWriteArrayList<>();
  private final ServiceRegistry services = new ServiceRegistry(Named::new);
  private final HttpClient http = HttpClient.newHttpClient();
  private Authorizer authorizer = request -> {};
  private HttpServer server;

  /** Answers with its own name. */
  private final class Named implements AwsService {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String signingName() {
      return "own";
    }

    @Override
    public AwsResponse handle(AwsRequest request) {
      served.add(request);
      return switch (request.header("x-do").orElse("")) {
        case "refuse" -> throw new AwsError(409, "ConflictException", "no");
        case "fail" -> throw new IllegalStateException("broken");
        case "number" -> new AwsResponse(200, Map.of("X-Amzn-RequestId", "mine"), new byte[0]);
        default -> AwsResponse.json(200, "text/plain", name);
      };
    }
  }

  @BeforeEach
  void open() throws Exception {
    AwsHandler handler =
        new AwsHandler(
            (call, credentials, body) -> KEY,
            request -> authorizer.authorize(request),
            services,
            (request, response) -> journal.add(request.service() + " " + response.status()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    http.close();
  }

  private HttpRequest.Builder request(String service) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a%20b?q=1"))
        .header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIATEST/20260102/eu-west-1/%s/aws4_request, SignedHeaders=host, Signature=x"
                .formatted(service))
        .header("X-Amz-Date", "20260102T030405Z");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aCallGoesToTheServiceOfItsScope() throws Exception {
    services.register(new Named("registered"));
    HttpResponse<String> response =
        send(
            request("own")
                .header("x-twice", "1")
                .header("x-twice", "2")
                .POST(HttpRequest.BodyPublishers.ofString("body")));
    assertThat(response.body()).isEqualTo("registered");
    assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
    AwsRequest seen = served.getFirst();
    assertThat(seen.service()).isEqualTo("own");
    assertThat(seen.region()).isEqualTo("eu-west-1");
    assertThat(seen.caller()).isEqualTo(CALLER);
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.path()).isEqualTo("/a%20b");
    assertThat(seen.query()).isEqualTo("q=1");
    assertThat(seen.header("x-twice")).contains("1,2");
    assertThat(new String(seen.body(), StandardCharsets.UTF_8)).isEqualTo("body");
    assertThat(journal).containsExactly("own 200");
  }

  @Test
  void whatNobodyRegisteredGoesToTheFallback() throws Exception {
    services.register(new Named("registered"));
    assertThat(send(request("ssm")).body()).isEqualTo("ssm");
  }

  @Test
  void aLaterServiceTakesTheEarlierOnesPlace() throws Exception {
    services.register(new Named("first"));
    services.register(new Named("second"));
    assertThat(send(request("own")).body()).isEqualTo("second");
  }

  @Test
  void whatIsRefusedReachesNoService() throws Exception {
    authorizer =
        request -> {
          throw new AwsError(403, "AccessDeniedException", "you may not");
        };
    HttpResponse<String> response = send(request("ssm"));
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).isEqualTo("{\"message\":\"you may not\"}");
    assertThat(response.headers().firstValue("x-amzn-errortype")).contains("AccessDeniedException");
    assertThat(served).isEmpty();
    assertThat(journal).containsExactly("ssm 403");
  }

  @Test
  void whatAServiceRefusesOrFailsWithIsItsAnswer() throws Exception {
    HttpResponse<String> refused = send(request("ssm").header("x-do", "refuse"));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).isEqualTo("{\"message\":\"no\"}");
    HttpResponse<String> failed = send(request("ssm").header("x-do", "fail"));
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("the local lab failed").contains("broken");
    assertThat(failed.headers().firstValue("x-amzn-errortype")).contains("InternalFailure");
    assertThat(journal).containsExactly("ssm 409", "ssm 500");
  }

  @Test
  void aServicesOwnRequestIdStays() throws Exception {
    HttpResponse<String> response = send(request("ssm").header("x-do", "number"));
    assertThat(response.headers().allValues("x-amzn-requestid")).containsExactly("mine");
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    HttpResponse<String> response =
        send(request("s3").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-amz-json-1.1, T.X, 400, MissingAuthenticationTokenException",
    "application/x-www-form-urlencoded, '', 403, MissingAuthenticationToken",
    "application/json, '', 403, MissingAuthenticationTokenException"
  })
  void anUnsignedCallReachesNothing(String type, String target, int status, String code)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
            .header("Content-Type", type);
    if (!target.isEmpty()) {
      request.header("X-Amz-Target", target);
    }
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body() + response.headers().map()).contains(code);
    assertThat(served).isEmpty();
    assertThat(journal).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec2", "iam", "ssm"})
  void aMalformedSignatureReachesNothing(String service) throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .header("X-Amz-Date", "never")
                .header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=A/20260102/eu-west-1/%s/aws4_request, SignedHeaders=host, Signature=x"
                        .formatted(service)));
    assertThat(response.statusCode()).isBetween(400, 403);
    assertThat(served).isEmpty();
  }
}
