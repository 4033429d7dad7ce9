package dev.fnk.local.controlplane.pki;

import dev.fnk.local.io.Directories;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and certificates of one cluster, in files of one private directory (keys have mode
 * 0600). etcd has an authority of its own: a certificate of the cluster's must not open it.
 */
public final class ClusterPki {
  public static final String API_SERVER = "kube-apiserver";
  public static final String KUBELET_CLIENT = "kube-apiserver-kubelet-client";
  public static final String FRONT_PROXY = "front-proxy-client";
  public static final String ETCD = "etcd";
  public static final String ETCD_CLIENT = "kube-apiserver-etcd-client";
  public static final String CONTROLLER_MANAGER = "kube-controller-manager";
  public static final String SCHEDULER = "kube-scheduler";
  public static final String CLUSTER_CA = "ca";
  public static final String FRONT_PROXY_CA = "front-proxy-ca";
  public static final String ETCD_CA = "etcd-ca";
  public static final String SERVICE_ACCOUNT = "service-account";

  private static final List<String> SERVICE_NAMES =
      List.of(
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local",
          "localhost");

  private final Path directory;
  private final CertificateAuthority ca;
  private final CertifiedKey admin;

  private ClusterPki(Path directory, CertificateAuthority ca, CertifiedKey admin) {
    this.directory = directory;
    this.ca = ca;
    this.admin = admin;
  }

  /**
   * Makes all of it.
   *
   * @param apiServer addresses of the API server besides loopback: where it listens, and its
   *     service's
   */
  public static ClusterPki create(Path directory, List<InetAddress> apiServer) throws IOException {
    Directories.privateDirectory(directory);
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    List<InetAddress> addresses = new ArrayList<>(apiServer);
    addresses.add(loopback);

    CertificateAuthority ca = CertificateAuthority.create("kubernetes");
    CertificateAuthority frontProxyCa = CertificateAuthority.create("front-proxy-ca");
    CertificateAuthority etcdCa = CertificateAuthority.create("etcd-ca");
    // The name of EKS's own administrator is not documented; only its group matters.
    CertifiedKey admin = ca.client("eks:cluster-admin", List.of("system:masters"));
    ClusterPki pki = new ClusterPki(directory, ca, admin);

    pki.write(CLUSTER_CA, new CertifiedKey(ca.pem(), ca.keyPem()));
    pki.write(FRONT_PROXY_CA, new CertifiedKey(frontProxyCa.pem(), frontProxyCa.keyPem()));
    pki.write(ETCD_CA, new CertifiedKey(etcdCa.pem(), etcdCa.keyPem()));
    pki.write(API_SERVER, ca.server("kube-apiserver", SERVICE_NAMES, addresses));
    pki.write(KUBELET_CLIENT, ca.client("kube-apiserver-kubelet-client", List.of()));
    pki.write(CONTROLLER_MANAGER, ca.client("system:kube-controller-manager", List.of()));
    pki.write(SCHEDULER, ca.client("system:kube-scheduler", List.of()));
    pki.write(FRONT_PROXY, frontProxyCa.client("front-proxy-client", List.of()));
    pki.write(ETCD, etcdCa.peer("etcd", List.of("localhost"), List.of(loopback)));
    pki.write(ETCD_CLIENT, etcdCa.client("kube-apiserver", List.of()));
    KeyPair serviceAccount = CertificateAuthority.newKey();
    pki.write(
        SERVICE_ACCOUNT,
        new CertifiedKey(
            Pem.publicKey(serviceAccount.getPublic()),
            Pem.privateKey(serviceAccount.getPrivate())));
    return pki;
  }

  /** The authority whose certificate EKS gives as {@code certificateAuthority.data}. */
  public CertificateAuthority ca() {
    return ca;
  }

  /** A client certificate in {@code system:masters}; in memory only. */
  public CertifiedKey admin() {
    return admin;
  }

  /** The certificate file of a name, or the public key's. */
  public Path certificate(String name) {
    return directory.resolve(name + ".crt");
  }

  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  private void write(String name, CertifiedKey certified) throws IOException {
    privateFile(certificate(name), certified.certificate());
    privateFile(key(name), certified.privateKey());
  }

  /** A file that never was readable by others. */
  public static void privateFile(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
  }
}
