package dev.fnk.local.controlplane;

import dev.fnk.local.controlplane.pki.AppServingRequest;
import dev.fnk.local.controlplane.pki.CertificateAuthority;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs approved requests to EKS's app-serving signer with the cluster's authority. */
public final class AppServingSigner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppServingSigner.class);

  private final KubernetesClient client;
  private final CertificateAuthority ca;
  private final SharedIndexInformer<CertificateSigningRequest> informer;

  private AppServingSigner(KubernetesClient client, CertificateAuthority ca) {
    this.client = client;
    this.ca = ca;
    this.informer =
        client
            .certificates()
            .v1()
            .certificateSigningRequests()
            .withField("spec.signerName", AppServingRequest.SIGNER)
            .inform(new Handler());
  }

  /** Signs from now on, until closed. */
  public static AppServingSigner start(ControlPlane controlPlane) {
    return new AppServingSigner(controlPlane.admin(), controlPlane.ca());
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Handler implements ResourceEventHandler<CertificateSigningRequest> {
    @Override
    public void onAdd(CertificateSigningRequest request) {
      signIfApproved(request);
    }

    @Override
    public void onUpdate(CertificateSigningRequest before, CertificateSigningRequest request) {
      signIfApproved(request);
    }

    @Override
    public void onDelete(CertificateSigningRequest request, boolean finalStateUnknown) {
      // Certificates that were given out stay valid until they expire, as on EKS.
    }
  }

  private void signIfApproved(CertificateSigningRequest request) {
    List<CertificateSigningRequestCondition> conditions =
        Optional.ofNullable(request.getStatus())
            .map(CertificateSigningRequestStatus::getConditions)
            .orElse(List.of());
    boolean signed =
        Optional.ofNullable(request.getStatus())
            .map(CertificateSigningRequestStatus::getCertificate)
            .filter(certificate -> !certificate.isEmpty())
            .isPresent();
    if (signed || !has(conditions, "Approved") || has(conditions, "Denied", "Failed")) {
      return;
    }
    CertificateSigningRequestStatus status = request.getStatus();
    try {
      String pem = AppServingRequest.sign(request.getSpec(), ca);
      status.setCertificate(
          Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (AppServingRequest.Refused e) {
      String now = Instant.now().toString();
      status
          .getConditions()
          .add(
              new CertificateSigningRequestConditionBuilder()
                  .withType("Failed")
                  .withStatus("True")
                  .withReason("SignerValidationFailure")
                  .withMessage(e.getMessage())
                  .withLastUpdateTime(now)
                  .build());
    }
    update(request);
  }

  private void update(CertificateSigningRequest request) {
    try {
      client.certificates().v1().certificateSigningRequests().resource(request).updateStatus();
    } catch (KubernetesClientException e) {
      // A conflict or a removal brings its own event; anything else is worth a line.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        LOG.warn("cannot update the request {}", request.getMetadata().getName(), e);
      }
    }
  }

  private static boolean has(List<CertificateSigningRequestCondition> conditions, String... types) {
    List<String> wanted = List.of(types);
    return conditions.stream().anyMatch(condition -> wanted.contains(condition.getType()));
  }
}
