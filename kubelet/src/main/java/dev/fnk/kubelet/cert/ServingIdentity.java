package dev.fnk.kubelet.cert;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Whom the serving certificate names, in the form the kubelet signers require: CN {@code
 * system:node:NAME}, O {@code system:nodes}, and at least one address or name.
 *
 * @param node name of the node
 * @param addresses IP addresses
 */
record ServingIdentity(String node, List<String> addresses) {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Duration SELF_SIGNED_LIFE = Duration.ofDays(1);

  /** A new P-256 key. */
  static KeyPair newKey() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has P-256", e);
    }
  }

  /** PKCS #10 request, as PEM. */
  String request(KeyPair key) {
    try {
      var extensions = new ExtensionsGenerator();
      extensions.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
      var request =
          new JcaPKCS10CertificationRequestBuilder(subject(), key.getPublic())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
              .build(signer(key));
      var pem = new StringWriter();
      try (var writer = new JcaPEMWriter(pem)) {
        writer.writeObject(request);
      }
      return pem.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What serves until the cluster has signed one; nobody who verifies will trust it. */
  ServingCertificate selfSigned(Instant now) {
    KeyPair key = newKey();
    var serial = new BigInteger(120, new SecureRandom());
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              subject(),
              serial,
              Date.from(now.minus(Duration.ofMinutes(5))),
              Date.from(now.plus(SELF_SIGNED_LIFE)),
              subject(),
              key.getPublic());
      builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
      X509Certificate certificate =
          new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
      return new ServingCertificate(key.getPrivate(), List.of(certificate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate just made does not parse", e);
    }
  }

  private X500Name subject() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, "system:nodes")
        .addRDN(BCStyle.CN, "system:node:" + node)
        .build();
  }

  private GeneralNames alternativeNames() {
    var names = new ArrayList<GeneralName>(List.of(new GeneralName(GeneralName.dNSName, node)));
    addresses.forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static ContentSigner signer(KeyPair key) {
    try {
      return new JcaContentSignerBuilder(SIGNATURE).build(key.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every Java runtime has " + SIGNATURE, e);
    }
  }

  static byte[] bytes(String pem) {
    return pem.getBytes(StandardCharsets.US_ASCII);
  }
}
