package dev.fnk.kubelet.eks;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Puts the token on each request; after a 401 asks for another and sends the request again. */
final class EksTokenInterceptor implements Interceptor {
  private static final String BEARER = "Bearer ";

  /** Issuing a token may have to fetch credentials: not on the client's event loop. */
  private static final Executor ISSUER = task -> Thread.ofVirtual().name("eks-token").start(task);

  private final EksTokenSource tokens;

  EksTokenInterceptor(EksTokenSource tokens) {
    this.tokens = tokens;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    builder.setHeader("Authorization", BEARER + tokens.get().value());
  }

  @Override
  public CompletableFuture<Boolean> afterFailure(
      BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
    if (response.code() != HttpURLConnection.HTTP_UNAUTHORIZED) {
      return CompletableFuture.completedFuture(false);
    }
    return CompletableFuture.supplyAsync(() -> renew(builder, response), ISSUER);
  }

  private boolean renew(BasicBuilder builder, HttpResponse<?> response) {
    EksToken current = tokens.get();
    List<String> sent =
        response.request() == null ? List.of() : response.request().headers("Authorization");
    if (sent.contains(BEARER + current.value())) {
      tokens.refused(current);
      current = tokens.get();
    }
    builder.setHeader("Authorization", BEARER + current.value());
    return true;
  }
}
