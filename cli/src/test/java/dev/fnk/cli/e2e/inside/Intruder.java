package dev.fnk.cli.e2e.inside;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What a container may try at the port of its pod's agent: calls without a proof, and proofs that
 * prove nothing, among them one that its own role has signed. Says how each is answered. Trusts
 * whoever is there: the agent's certificate says nothing.
 */
public final class Intruder extends X509ExtendedTrustManager {
  private static final String AGENT = "https://127.0.0.1:10350";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Intruder() {}

  static void main(String[] arguments) throws Exception {
    String run =
        """
        {"containers":[{"name":"victim","kind":"main","restart":"never","command":["id"]}],
         "volumes":[],"terminationGracePeriodSeconds":0}""";
    for (String call :
        List.of(
            "GET /v1/status",
            "POST /v1/run",
            "PUT /v1/volumes",
            "POST /v1/stop",
            "POST /v1/exec")) {
      String[] words = call.split(" ");
      say(call, ask(words[0], words[1], words[0].equals("GET") ? "" : run));
    }
    say("malformed", ask("POST", "/v1/prove", "{\"version\":1,"));
    say(
        "oversized",
        ask("POST", "/v1/prove", "{\"version\":1,\"query\":\"" + "x".repeat(20_000) + "\"}"));
    String binding = "00".repeat(32);
    String query = presigned(binding);
    say("signed by the pod's role, says STS", whoSigned(query, binding));
    String proof = "{\"version\":1,\"query\":\"" + query + "\"}";
    say("shown for another connection", ask("POST", "/v1/prove", proof));
    say("the same again", ask("POST", "/v1/prove", proof));
  }

  private static void say(String what, String answer) {
    System.out.println(what + ": " + answer);
  }

  /** As the agent would ask, had this been its connection. */
  private static String whoSigned(String query, String binding)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(sts().resolve("/?" + query))
              .header("x-fnk-channel", binding)
              .timeout(PATIENCE)
              .build();
      return "" + client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  private static URI sts() {
    return URI.create(System.getenv().getOrDefault("AWS_ENDPOINT_URL", "https://sts"));
  }

  /** Each over a connection of its own. */
  private static String ask(String method, String path, String body)
      throws IOException, InterruptedException, GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Intruder()}, null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(AGENT + path))
                  .timeout(PATIENCE)
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body().strip();
    }
  }

  /** The query of a presigned sts:GetCallerIdentity of this task's role, as the agent's own is. */
  private static String presigned(String binding)
      throws IOException, InterruptedException, GeneralSecurityException {
    String uri = System.getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    String credentials;
    try (HttpClient client = HttpClient.newHttpClient()) {
      credentials =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://169.254.170.2" + uri)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
    }
    String time =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    String region = System.getenv().getOrDefault("AWS_REGION", "eu-west-1");
    String scope = time.substring(0, 8) + "/" + region + "/sts/aws4_request";
    String host = sts().getAuthority();
    String query =
        "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential="
            + encoded(field(credentials, "AccessKeyId") + "/" + scope)
            + "&X-Amz-Date="
            + time
            + "&X-Amz-Expires=60&X-Amz-Security-Token="
            + encoded(field(credentials, "Token"))
            + "&X-Amz-SignedHeaders=host%3Bx-fnk-channel";
    String canonical =
        "GET\n/\n%s\nhost:%s\nx-fnk-channel:%s\n\nhost;x-fnk-channel\n%s"
            .formatted(query, host, binding, hash(""));
    byte[] key = ("AWS4" + field(credentials, "SecretAccessKey")).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = mac(key, part);
    }
    String signed = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hash(canonical);
    return query + "&X-Amz-Signature=" + HexFormat.of().formatHex(mac(key, signed));
  }

  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    if (!matcher.find()) {
      throw new IllegalStateException("the task's credentials have no " + name);
    }
    return matcher.group(1);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
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
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
