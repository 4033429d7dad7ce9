package dev.fnk.kubelet.eks;

/** Where a Kubernetes client gets its bearer token. Safe for many threads. */
public interface EksTokenSource {
  /**
   * A token that is good now.
   *
   * @throws software.amazon.awssdk.core.exception.SdkClientException no credentials
   */
  EksToken get();

  /** The API server refused this token: the next {@link #get} issues another. */
  void refused(EksToken token);
}
