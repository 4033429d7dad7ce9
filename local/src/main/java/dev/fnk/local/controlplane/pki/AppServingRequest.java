package dev.fnk.local.controlplane.pki;

import dev.fnk.local.io.ExceptionText;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The rules of the signer {@value #SIGNER} (EKS user guide, "Secure workloads with Kubernetes
 * certificates"): any subject; subjectAltName is honoured, other extensions are dropped; no usage
 * beyond serving; never a CA; at most a year.
 */
public final class AppServingRequest {
  public static final String SIGNER = "beta.eks.amazonaws.com/app-serving";

  private static final Set<String> USAGES =
      Set.of("digital signature", "key encipherment", "server auth");
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  private AppServingRequest() {}

  /** Why a request cannot be signed. */
  public static final class Refused extends Exception {
    Refused(String message) {
      super(message);
    }
  }

  /** The certificate for a request, PEM. */
  public static String sign(CertificateSigningRequestSpec spec, CertificateAuthority ca)
      throws Refused {
    Set<String> beyond = new TreeSet<>(spec.getUsages());
    beyond.removeAll(USAGES);
    if (!beyond.isEmpty()) {
      throw new Refused("usages not permitted: " + String.join(", ", beyond));
    }
    PKCS10CertificationRequest request = parse(spec.getRequest());
    X509CertificateHolder signed =
        ca.sign(
            request.getSubject(),
            request.getSubjectPublicKeyInfo(),
            alternativeNames(request),
            lifetime(spec));
    return Pem.certificate(signed);
  }

  private static PKCS10CertificationRequest parse(String base64Pem) throws Refused {
    try {
      String pem = new String(Base64.getDecoder().decode(base64Pem), StandardCharsets.US_ASCII);
      String body =
          pem.lines().filter(line -> !line.startsWith("-----")).reduce("", String::concat);
      PKCS10CertificationRequest request =
          new PKCS10CertificationRequest(Base64.getMimeDecoder().decode(body));
      boolean signedByItsKey =
          request.isSignatureValid(
              new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()));
      if (!signedByItsKey) {
        throw new Refused("the request is not signed by its own key");
      }
      return request;
    } catch (IllegalArgumentException | IOException | PKCSException | OperatorCreationException e) {
      throw new Refused("the request cannot be read: " + ExceptionText.of(e));
    }
  }

  private static GeneralName[] alternativeNames(PKCS10CertificationRequest request) {
    return Optional.ofNullable(request.getRequestedExtensions())
        .map(AppServingRequest::alternativeNames)
        .orElseGet(() -> new GeneralName[0]);
  }

  private static GeneralName[] alternativeNames(Extensions extensions) {
    return Optional.ofNullable(
            GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName))
        .map(GeneralNames::getNames)
        .orElseGet(() -> new GeneralName[0]);
  }

  private static Duration lifetime(CertificateSigningRequestSpec spec) {
    Duration asked =
        Optional.ofNullable(spec.getExpirationSeconds())
            .map(Duration::ofSeconds)
            .orElse(CertificateAuthority.LEAF_LIFETIME);
    return List.of(
            SHORTEST,
            asked.compareTo(CertificateAuthority.LEAF_LIFETIME) < 0
                ? asked
                : CertificateAuthority.LEAF_LIFETIME)
        .stream()
        .max(Duration::compareTo)
        .orElseThrow();
  }
}
