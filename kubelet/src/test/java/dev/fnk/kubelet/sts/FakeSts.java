package dev.fnk.kubelet.sts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * STS as far as GetCallerIdentity: verifies signatures from what it receives, host and headers
 * included
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Under {@code /credentials/KEY} it serves a task's credentials as ECS does.
 */
public final class FakeSts implements AutoCloseable {
  /** Answers in place of STS. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private static final String HEADER = "x-fnk-channel";

  private final HttpServer server;
  private final Map<String, String> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile @Nullable Answer answer;

  public FakeSts() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often an identity was asked for. */
  public int calls() {
    return calls.get();
  }

  /** What to answer instead; null: the truth. */
  public void answer(@Nullable Answer instead) {
    answer = instead;
  }

  /** Who signs as this session. */
  public CallerIdentitySigner signer(String role, String session, Clock clock) {
    return new CallerIdentitySigner(
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create(key(role, session), "secret/+", "token/+= x")),
        Region.EU_WEST_1,
        endpoint(),
        clock);
  }

  /** The access key of a session of the role. */
  public String key(String role, String session) {
    String key = "ASIA" + Integer.toHexString((role + "/" + session).hashCode());
    sessions.put(key, "arn:aws:sts::123456789012:assumed-role/" + role + "/" + session);
    return key;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/credentials/")) {
        send(
            exchange,
            200,
            """
            {"AccessKeyId":"%s","SecretAccessKey":"secret/+","Token":"token/+= x"}"""
                .formatted(path.substring("/credentials/".length())));
        return;
      }
      calls.incrementAndGet();
      Answer instead = answer;
      if (instead != null) {
        instead.to(exchange);
        return;
      }
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      String[] scope = query.getOrDefault("X-Amz-Credential", "").split("/");
      String arn = sessions.get(scope[0]);
      if (arn == null || !signature(exchange, scope).equals(query.get("X-Amz-Signature"))) {
        send(exchange, 403, error("SignatureDoesNotMatch"));
        return;
      }
      send(exchange, 200, identity(arn));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public static String identity(String arn) {
    return """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult><Arn>%s</Arn><UserId>AROATEST:x</UserId>
            <Account>123456789012</Account></GetCallerIdentityResult>
        </GetCallerIdentityResponse>
        """
        .formatted(arn);
  }

  public static String error(String code) {
    return """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <Error><Type>Sender</Type><Code>%s</Code></Error></ErrorResponse>
        """
        .formatted(code);
  }

  private static Map<String, String> query(String raw) {
    return Arrays.stream(raw.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private static String signature(HttpExchange exchange, String[] scope)
      throws GeneralSecurityException {
    List<String> headers = List.of("host", HEADER);
    String query =
        Arrays.stream(exchange.getRequestURI().getRawQuery().split("&"))
            .filter(pair -> !pair.startsWith("X-Amz-Signature="))
            .sorted()
            .collect(Collectors.joining("&"));
    String canonical =
        "GET\n/\n"
            + query
            + "\n"
            + headers.stream()
                .map(name -> name + ":" + exchange.getRequestHeaders().getFirst(name) + "\n")
                .collect(Collectors.joining())
            + "\n"
            + String.join(";", headers)
            + "\n"
            + hash("");
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            query(exchange.getRequestURI().getRawQuery()).get("X-Amz-Date"),
            String.join("/", Arrays.copyOfRange(scope, 1, scope.length)),
            hash(canonical));
    byte[] key = "AWS4secret/+".getBytes(StandardCharsets.UTF_8);
    for (String part : Arrays.copyOfRange(scope, 1, scope.length)) {
      key = mac(key, part);
    }
    return HexFormat.of().formatHex(mac(key, toSign));
  }

  private static String hash(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
