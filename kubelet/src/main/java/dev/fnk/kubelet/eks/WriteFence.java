package dev.fnk.kubelet.eks;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.function.BooleanSupplier;

/** Refuses writes while another may be the one to make them. */
final class WriteFence implements Interceptor {
  static final String NAME = "WRITE_FENCE";

  private final BooleanSupplier open;

  WriteFence(BooleanSupplier open) {
    this.open = open;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (!"GET".equals(request.method()) && !open.getAsBoolean()) {
      throw new KubernetesClientException(
          "%s %s: not sent, another task may be this node"
              .formatted(request.method(), request.uri().getPath()));
    }
  }
}
