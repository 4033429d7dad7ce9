package dev.fnk.kubelet.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

final class ServingIdentityTest {
  private static final ServingIdentity NODE = new ServingIdentity("vk", List.of("10.0.1.2"));

  @Test
  void requestNamesTheNodeAsTheKubeletSignersRequire() throws Exception {
    KeyPair key = ServingIdentity.newKey();

    JcaPKCS10CertificationRequest request = parse(NODE.request(key));

    assertThat(request.getSubject().toString()).isEqualTo("O=system:nodes,CN=system:node:vk");
    assertThat(request.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(key.getPublic())))
        .isTrue();
    Extensions extensions =
        Extensions.getInstance(
            request
                .getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0]
                .getAttributeValues()[0]);
    assertThat(extensions.getExtensionOIDs()).containsExactly(Extension.subjectAlternativeName);
    GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    assertThat(Arrays.stream(names.getNames()).map(Object::toString))
        .containsExactly("2: vk", "7: #0a000102");
  }

  @Test
  void selfSignedServesMeanwhile() throws Exception {
    Instant now = Instant.parse("2026-03-04T05:06:07Z");

    ServingCertificate certificate = NODE.selfSigned(now);

    X509Certificate own = certificate.chain().getFirst();
    own.verify(own.getPublicKey());
    assertThat(own.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(List.of(2, "vk"), List.of(7, "10.0.1.2"));
    assertThat(own.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(1)));
    assertThat(certificate.toString()).doesNotContain(certificate.key().toString());
  }

  @Test
  void isRenewedBeforeItEnds() {
    Instant now = Instant.parse("2026-03-04T05:06:07Z");
    ServingCertificate certificate = NODE.selfSigned(now);
    X509Certificate own = certificate.chain().getFirst();
    Duration life = Duration.between(own.getNotBefore().toInstant(), own.getNotAfter().toInstant());

    assertThat(certificate.renewAt(0.75))
        .isEqualTo(own.getNotBefore().toInstant().plus(life.multipliedBy(3).dividedBy(4)));
  }

  private static JcaPKCS10CertificationRequest parse(String pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      return new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
    }
  }
}
