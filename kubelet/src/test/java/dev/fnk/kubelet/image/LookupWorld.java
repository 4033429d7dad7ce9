package dev.fnk.kubelet.image;

import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A registry, an ECR and a clock for look-ups. */
final class LookupWorld implements AutoCloseable {
  static final Login NODE = new Login("AWS", "node-password");

  final FakeRegistry registry;
  final TestAuthority authority = new TestAuthority();
  final HttpClient http;
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
  final List<String> regionsAsked = new CopyOnWriteArrayList<>();

  /** What ECR says of its registry; null: the role may not ask. */
  volatile @Nullable URI ecrEndpoint = URI.create("https://111122223333.dkr.ecr.x.amazonaws.com");

  final FakeEcrApi ecr = new FakeEcrApi();
  final ImageConfigs images;

  LookupWorld(Duration patience) throws IOException, GeneralSecurityException {
    http =
        HttpClient.newBuilder()
            .sslContext(authority.context())
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    registry = new FakeRegistry();
    images = new ImageConfigs(http, this::token, ecr, patience, now::get);
  }

  EcrTokens.Token token(String region) throws RegistryFailure {
    regionsAsked.add(region);
    URI endpoint = ecrEndpoint;
    if (endpoint == null) {
      throw new RegistryFailure(RegistryFailure.Kind.DENIED, "ecr:GetAuthorizationToken: no");
    }
    return new EcrTokens.Token(endpoint, NODE, now.get().plus(Duration.ofHours(12)));
  }

  void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  ImageLookup lookUp(String repository, RegistryCredential... credentials)
      throws InterruptedException {
    return images.of(registry.host() + "/" + repository, Architecture.AMD64, List.of(credentials));
  }

  RegistryCredential credential(String user) {
    return new RegistryCredential(registry.host(), new Login(user, "hunter2"));
  }

  @Override
  public void close() {
    registry.close();
    http.shutdownNow();
  }
}
