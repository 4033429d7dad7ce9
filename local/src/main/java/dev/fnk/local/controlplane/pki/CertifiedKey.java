package dev.fnk.local.controlplane.pki;

/**
 * A certificate and its private key, both PEM.
 *
 * @param certificate one CERTIFICATE block
 * @param privateKey one PRIVATE KEY block (PKCS #8)
 */
public record CertifiedKey(String certificate, String privateKey) {
  /** Never shows the key. */
  @Override
  public String toString() {
    return "Certified[" + certificate + "]";
  }
}
