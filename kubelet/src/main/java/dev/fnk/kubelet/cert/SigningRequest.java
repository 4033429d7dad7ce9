package dev.fnk.kubelet.cert;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One CertificateSigningRequest on its way: created, approved by the node itself, signed by the
 * cluster. Each {@link #advance} takes it as far as it goes.
 */
final class SigningRequest {
  private final KubernetesClient client;
  private final ServingIdentity identity;
  private final String signer;
  private final KeyPair key = ServingIdentity.newKey();
  private @Nullable String name;

  SigningRequest(KubernetesClient client, ServingIdentity identity, String signer) {
    this.client = client;
    this.identity = identity;
    this.signer = signer;
  }

  /**
   * Creates, approves or collects, whichever is next.
   *
   * @return the certificate; none: the signer has not signed yet
   * @throws CertificateException denied, failed, or not what was asked for: start over
   * @throws io.fabric8.kubernetes.client.KubernetesClientException not allowed, or not reachable
   */
  Optional<ServingCertificate> advance() throws CertificateException {
    CertificateSigningRequest csr = name == null ? null : get(name);
    if (csr == null) {
      csr = client.certificates().v1().certificateSigningRequests().resource(request()).create();
      name = csr.getMetadata().getName();
    }
    List<CertificateSigningRequestCondition> conditions =
        csr.getStatus() == null || csr.getStatus().getConditions() == null
            ? List.of()
            : csr.getStatus().getConditions();
    boolean approved = false;
    for (CertificateSigningRequestCondition condition : conditions) {
      switch (condition.getType()) {
        case "Approved" -> approved = true;
        case "Denied", "Failed" ->
            throw new CertificateException(
                "request %s is %s: %s (%s)"
                    .formatted(
                        name, condition.getType(), condition.getReason(), condition.getMessage()));
        default -> {
          // Conditions of later Kubernetes releases do not concern this.
        }
      }
    }
    if (!approved) {
      approve(csr);
      return Optional.empty();
    }
    String certificate = csr.getStatus().getCertificate();
    return certificate == null || certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(certificate(certificate));
  }

  /** The object's name, for people; none: not created yet. */
  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  private @Nullable CertificateSigningRequest get(String csr) {
    return client.certificates().v1().certificateSigningRequests().withName(csr).get();
  }

  CertificateSigningRequest request() {
    return new CertificateSigningRequestBuilder()
        .withNewMetadata()
        .withGenerateName("fnk-" + identity.node() + "-")
        .endMetadata()
        .withNewSpec()
        .withRequest(base64(identity.request(key)))
        .withSignerName(signer)
        .withUsages("digital signature", "key encipherment", "server auth")
        .endSpec()
        .build();
  }

  private void approve(CertificateSigningRequest csr) {
    client
        .certificates()
        .v1()
        .certificateSigningRequests()
        .resource(csr)
        .approve(
            new CertificateSigningRequestConditionBuilder()
                .withType("Approved")
                .withStatus("True")
                .withReason("VirtualNode")
                .withMessage("serving certificate of the node's own kubelet API")
                .build());
  }

  private ServingCertificate certificate(String base64) throws CertificateException {
    byte[] pem = Base64.getDecoder().decode(base64);
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty() || !chain.getFirst().getPublicKey().equals(key.getPublic())) {
      throw new CertificateException("request %s came back with another key".formatted(name));
    }
    return new ServingCertificate(key.getPrivate(), chain);
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(ServingIdentity.bytes(pem));
  }
}
