package dev.fnk.local.controlplane.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterPkiTest {
  @TempDir Path directory;

  @Test
  void theApiServerIsCalledByAllItsNames() throws Exception {
    ClusterPki pki = create();
    X509Certificate certificate = read(pki.certificate(ClusterPki.API_SERVER));
    certificate.verify(read(pki.certificate(ClusterPki.CLUSTER_CA)).getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .map(name -> (Object) name.get(1))
        .contains(
            "10.0.0.1",
            "172.20.0.1",
            "127.0.0.1",
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc");
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void clientsHaveTheirGroupsAndNoMore() throws Exception {
    ClusterPki pki = create();
    assertThat(pki.admin().certificate()).startsWith("-----BEGIN CERTIFICATE-----\n");
    assertThat(pki.admin().toString()).doesNotContain("PRIVATE");
    X509Certificate kubelet = read(pki.certificate(ClusterPki.KUBELET_CLIENT));
    assertThat(kubelet.getSubjectX500Principal().getName())
        .isEqualTo("CN=kube-apiserver-kubelet-client");
    assertThat(kubelet.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(kubelet.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void etcdTrustsNoCertificateOfTheCluster() throws Exception {
    ClusterPki pki = create();
    X509Certificate client = read(pki.certificate(ClusterPki.CONTROLLER_MANAGER));
    X509Certificate etcdCa = read(pki.certificate(ClusterPki.ETCD_CA));
    assertThatThrownBy(() -> client.verify(etcdCa.getPublicKey()))
        .isInstanceOf(SignatureException.class);
    read(pki.certificate(ClusterPki.ETCD_CLIENT)).verify(etcdCa.getPublicKey());
  }

  @Test
  void filesAreForTheOwnerOnly() throws Exception {
    create();
    assertThat(Files.getPosixFilePermissions(directory.resolve("pki")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (Stream<Path> files = Files.list(directory.resolve("pki"))) {
      assertThat(files.toList())
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private ClusterPki create() throws Exception {
    return ClusterPki.create(
        directory.resolve("pki"),
        List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("172.20.0.1")));
  }

  private static X509Certificate read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
