package dev.fnk.local.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsProtocol;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.sigv4.AccessKey;
import dev.fnk.local.sigv4.HttpCall;
import dev.fnk.local.sigv4.SignatureCredentials;
import dev.fnk.local.sigv4.SignatureFailure;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers AWS calls: verifies the signature, routes by the credential scope, writes errors. */
public final class AwsHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AwsHandler.class);

  /** No API call of AWS but S3's uploads is larger. */
  private static final int MAX_BODY = 64 << 20;

  /** Verifies what a request says of its signature against the keys of the account. */
  public interface Verifier {
    AccessKey verify(HttpCall call, SignatureCredentials credentials, byte[] body);
  }

  private final Verifier verifier;
  private final Authorizer authorizer;
  private final ServiceRegistry services;
  private final Journal journal;

  /** A handler that keeps no journal. */
  public AwsHandler(Verifier verifier, Authorizer authorizer, ServiceRegistry services) {
    this(verifier, authorizer, services, Journal.NONE);
  }

  public AwsHandler(
      Verifier verifier, Authorizer authorizer, ServiceRegistry services, Journal journal) {
    this.verifier = verifier;
    this.authorizer = authorizer;
    this.services = services;
    this.journal = journal;
  }

  /** Whether a request carries a signature of AWS in its headers. */
  public static boolean isSigned(HttpExchange exchange) {
    return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "")
        .startsWith("AWS4-");
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    HttpCall call =
        new HttpCall(
            exchange.getRequestMethod(),
            Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "/"),
            Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
            headers);
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    AwsResponse response = answer(call, body);
    response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    boolean bodiless = response.body().length == 0 || call.method().equals("HEAD");
    exchange.sendResponseHeaders(response.status(), bodiless ? -1 : response.body().length);
    if (!bodiless) {
      exchange.getResponseBody().write(response.body());
    }
  }

  private AwsResponse answer(HttpCall call, byte[] body) {
    String requestId = UUID.randomUUID().toString();
    Map<String, String> joined = new HashMap<>();
    call.headers().forEach((name, values) -> joined.put(name, String.join(",", values)));
    String service = "";
    try {
      if (body.length > MAX_BODY) {
        throw new AwsError(413, "RequestEntityTooLarge", "the request is larger than 64 MiB");
      }
      SignatureCredentials credentials = SignatureCredentials.of(call);
      service = credentials.service();
      AccessKey key = verifier.verify(call, credentials, body);
      AwsRequest request =
          new AwsRequest(
              service,
              credentials.region(),
              key.caller(),
              call.method(),
              call.path(),
              call.query(),
              joined,
              body);
      AwsResponse response = serve(request, requestId);
      journal.record(request, response);
      return response;
    } catch (SignatureFailure e) {
      String scope = service.isEmpty() ? e.service() : service;
      AwsProtocol protocol = AwsProtocol.of(scope, joined, call.query());
      return protocol.write(SignatureErrors.of(e, protocol), requestId);
    } catch (AwsError e) {
      return AwsProtocol.of(service, joined, call.query()).write(e, requestId);
    } catch (RuntimeException e) {
      AwsError error = failure(e, requestId, service, call.path());
      return AwsProtocol.of(service, joined, call.query()).write(error, requestId);
    }
  }

  private AwsResponse serve(AwsRequest request, String requestId) {
    AwsProtocol protocol = AwsProtocol.of(request.service(), request.headers(), request.query());
    try {
      AwsService target = services.service(request.service());
      authorizer.authorize(request);
      return withRequestId(target.handle(request), requestId);
    } catch (AwsError e) {
      return protocol.write(e, requestId);
    } catch (RuntimeException e) {
      return protocol.write(failure(e, requestId, request.service(), request.path()), requestId);
    }
  }

  private static AwsError failure(
      RuntimeException e, String requestId, String service, String path) {
    LOG.error("request {} to {} {} failed", requestId, service, path, e);
    return new AwsError(500, "InternalFailure", "the local lab failed; see its log: " + e);
  }

  private static AwsResponse withRequestId(AwsResponse response, String requestId) {
    boolean present =
        response.headers().keySet().stream().anyMatch("x-amzn-requestid"::equalsIgnoreCase);
    if (present) {
      return response;
    }
    Map<String, String> headers = new HashMap<>(response.headers());
    headers.put("x-amzn-RequestId", requestId);
    return new AwsResponse(response.status(), headers, response.body());
  }
}
