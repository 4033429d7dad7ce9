package dev.fnk.cli.resource.eks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** An API server that knows one question: who am I. */
final class FakeApiServer implements AutoCloseable {
  /** A certificate of nobody, until 2126: the endpoint is plain HTTP. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdjCCARugAwIBAgIUHsJsqzKuw8+ZscHT4SI6kCnyQ6swCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjUwODE2MzJaGA8yMTI2MTEwMTA4MTYz
      MlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABL8c
      eeQr00BkZEpy+E6CBibWQG3LCrt9e/fXKmlUP56NpfArqmdrtLwl9CjNs7pVLyD0
      B16uFNKtP81C7HjntPajUzBRMB0GA1UdDgQWBBSrqEYi2DkZT/l+fT1wfUTuOZRF
      TDAfBgNVHSMEGDAWgBSrqEYi2DkZT/l+fT1wfUTuOZRFTDAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0kAMEYCIQCnRhNVIq89IQVQYmlKMFy26lZo9GjlpiHH
      09BJFHAikgIhAO6AKsTbkk/LUx99JSwpcb8L1VW87CHITwMnhLZbZMgl
      -----END CERTIFICATE-----
      """;

  private static final int CREATED = 201;

  /** The answer that is none: the connection breaks off. */
  static final int BREAK_OFF = -1;

  private final HttpServer server;
  private final Deque<Integer> before = new ConcurrentLinkedDeque<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int always = CREATED;

  FakeApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  static String certificateAuthority() {
    return Base64.getEncoder().encodeToString(CERTIFICATE.getBytes(StandardCharsets.US_ASCII));
  }

  /** Answers so once, before all else. */
  FakeApiServer first(int status) {
    before.add(status);
    return this;
  }

  FakeApiServer always(int status) {
    always = status;
    return this;
  }

  int asked() {
    return asked.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    Integer next = before.poll();
    int status = next == null ? always : next;
    if (status == BREAK_OFF) {
      exchange.close();
      return;
    }
    String body =
        status == CREATED
            ? """
              {"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview","metadata":{},
               "status":{"userInfo":{"username":"ann"}}}"""
            : """
              {"apiVersion":"v1","kind":"Status","status":"Failure","message":"not you","code":%d}"""
                .formatted(status);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
