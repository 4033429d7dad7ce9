package dev.fnk.local.controlplane.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority with an EC P-256 key. */
public final class CertificateAuthority {
  /** How long a CA lives. */
  static final Duration LIFETIME = Duration.ofDays(3650);

  /** How long what it issues lives, and the longest that EKS signs for. */
  static final Duration LEAF_LIFETIME = Duration.ofDays(365);

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127;

  private final KeyPair key;
  private final X500Name name;
  private final X509CertificateHolder certificate;
  private final SecureRandom random = new SecureRandom();

  private CertificateAuthority(KeyPair key, X500Name name, X509CertificateHolder certificate) {
    this.key = key;
    this.name = name;
    this.certificate = certificate;
  }

  /** A new authority that signed itself. */
  public static CertificateAuthority create(String commonName) {
    KeyPair key = newKey();
    X500Name name = subject(commonName, List.of());
    Instant now = Instant.now();
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, new SecureRandom()),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(LIFETIME)),
              name,
              SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key.getPublic()));
      return new CertificateAuthority(key, name, builder.build(signer(key)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make the authority " + commonName, e);
    }
  }

  /** A client certificate: the common name is the user, the organizations are the groups. */
  public CertifiedKey client(String commonName, List<String> organizations) {
    return leaf(
        subject(commonName, organizations), List.of(), List.of(KeyPurposeId.id_kp_clientAuth));
  }

  /** A serving certificate for these names and addresses. */
  public CertifiedKey server(
      String commonName, List<String> dnsNames, List<InetAddress> addresses) {
    return leaf(
        subject(commonName, List.of()),
        alternativeNames(dnsNames, addresses),
        List.of(KeyPurposeId.id_kp_serverAuth));
  }

  /** A certificate for both ends of a connection between equals. */
  CertifiedKey peer(String commonName, List<String> dnsNames, List<InetAddress> addresses) {
    return leaf(
        subject(commonName, List.of()),
        alternativeNames(dnsNames, addresses),
        List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
  }

  /**
   * Signs somebody else's key for serving.
   *
   * @param names subjectAltName to carry over; empty leaves the extension out
   */
  public X509CertificateHolder sign(
      X500Name subject, SubjectPublicKeyInfo publicKey, GeneralName[] names, Duration lifetime) {
    return sign(
        subject, publicKey, List.of(names), List.of(KeyPurposeId.id_kp_serverAuth), lifetime);
  }

  /** The authority's own certificate. */
  public String pem() {
    return Pem.certificate(certificate);
  }

  String keyPem() {
    return Pem.privateKey(key.getPrivate());
  }

  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no EC keys in this JVM", e);
    }
  }

  private CertifiedKey leaf(
      X500Name subject, List<GeneralName> names, List<KeyPurposeId> purposes) {
    KeyPair own = newKey();
    PublicKey publicKey = own.getPublic();
    X509CertificateHolder signed =
        sign(
            subject,
            SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()),
            names,
            purposes,
            LEAF_LIFETIME);
    return new CertifiedKey(Pem.certificate(signed), Pem.privateKey(own.getPrivate()));
  }

  private X509CertificateHolder sign(
      X500Name subject,
      SubjectPublicKeyInfo publicKey,
      List<GeneralName> names,
      List<KeyPurposeId> purposes,
      Duration lifetime) {
    Instant now = Instant.now();
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, random),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(lifetime)),
              subject,
              publicKey);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return builder.build(signer(key));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot sign for " + subject, e);
    }
  }

  private static ContentSigner signer(KeyPair key) {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("no ECDSA in this JVM", e);
    }
  }

  private static X500Name subject(String commonName, List<String> organizations) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    organizations.forEach(organization -> builder.addRDN(BCStyle.O, organization));
    return builder.addRDN(BCStyle.CN, commonName).build();
  }

  private static List<GeneralName> alternativeNames(
      List<String> dnsNames, List<InetAddress> addresses) {
    List<GeneralName> names = new ArrayList<>();
    dnsNames.forEach(dns -> names.add(new GeneralName(GeneralName.dNSName, dns)));
    addresses.forEach(
        address -> names.add(new GeneralName(GeneralName.iPAddress, address.getHostAddress())));
    return names;
  }
}
