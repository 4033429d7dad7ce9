package dev.fnk.local.controlplane;

import dev.fnk.local.controlplane.binaries.BinarySet;
import dev.fnk.local.controlplane.pki.ClusterPki;
import java.nio.file.Path;
import java.util.List;

/** The command lines of the control plane, set as EKS sets them as far as that can be seen. */
final class Commands {
  private final ControlPlaneSpec spec;
  private final BinarySet binaries;
  private final ClusterPki pki;
  private final Ports ports;

  /** Ports that were free a moment ago; etcd's are on loopback. */
  record Ports(int apiServer, int etcdClient, int etcdPeer) {}

  Commands(ControlPlaneSpec spec, BinarySet binaries, ClusterPki pki, Ports ports) {
    this.spec = spec;
    this.binaries = binaries;
    this.pki = pki;
    this.ports = ports;
  }

  List<String> etcd() {
    String client = "https://127.0.0.1:" + ports.etcdClient();
    String peer = "https://127.0.0.1:" + ports.etcdPeer();
    return List.of(
        binaries.etcd().toString(),
        "--name=local",
        "--data-dir=" + spec.directory().resolve("etcd"),
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=local=" + peer,
        "--cert-file=" + pki.certificate(ClusterPki.ETCD),
        "--key-file=" + pki.key(ClusterPki.ETCD),
        "--client-cert-auth=true",
        "--trusted-ca-file=" + pki.certificate(ClusterPki.ETCD_CA),
        "--peer-cert-file=" + pki.certificate(ClusterPki.ETCD),
        "--peer-key-file=" + pki.key(ClusterPki.ETCD),
        "--peer-client-cert-auth=true",
        "--peer-trusted-ca-file=" + pki.certificate(ClusterPki.ETCD_CA),
        // The cluster lives no longer than the local account, which is in memory.
        "--unsafe-no-fsync=true",
        "--log-level=warn");
  }

  List<String> apiServer() {
    String address = spec.address().getHostAddress();
    return List.of(
        binaries.apiServer().toString(),
        "--bind-address=" + address,
        "--advertise-address=" + address,
        "--secure-port=" + ports.apiServer(),
        "--tls-cert-file=" + pki.certificate(ClusterPki.API_SERVER),
        "--tls-private-key-file=" + pki.key(ClusterPki.API_SERVER),
        "--client-ca-file=" + pki.certificate(ClusterPki.CLUSTER_CA),
        "--etcd-servers=https://127.0.0.1:" + ports.etcdClient(),
        "--etcd-cafile=" + pki.certificate(ClusterPki.ETCD_CA),
        "--etcd-certfile=" + pki.certificate(ClusterPki.ETCD_CLIENT),
        "--etcd-keyfile=" + pki.key(ClusterPki.ETCD_CLIENT),
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--authentication-config=" + authenticationConfig(),
        "--authentication-token-webhook-config-file=" + webhookKubeconfig(),
        "--authentication-token-webhook-version=v1",
        // Refusals are not cached as long as they carry an error: a new mapping works at once.
        "--authentication-token-webhook-cache-ttl=5s",
        "--kubelet-certificate-authority=" + pki.certificate(ClusterPki.CLUSTER_CA),
        "--kubelet-client-certificate=" + pki.certificate(ClusterPki.KUBELET_CLIENT),
        "--kubelet-client-key=" + pki.key(ClusterPki.KUBELET_CLIENT),
        "--kubelet-preferred-address-types=InternalIP,InternalDNS,Hostname",
        "--service-cluster-ip-range=" + spec.services(),
        "--service-account-issuer=" + spec.issuer(),
        "--service-account-key-file=" + pki.certificate(ClusterPki.SERVICE_ACCOUNT),
        "--service-account-signing-key-file=" + pki.key(ClusterPki.SERVICE_ACCOUNT),
        "--api-audiences=https://kubernetes.default.svc",
        "--requestheader-client-ca-file=" + pki.certificate(ClusterPki.FRONT_PROXY_CA),
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        // Nothing runs kube-proxy where the API server does: it goes to an API's pods themselves.
        "--enable-aggregator-routing=true",
        "--proxy-client-cert-file=" + pki.certificate(ClusterPki.FRONT_PROXY),
        "--proxy-client-key-file=" + pki.key(ClusterPki.FRONT_PROXY),
        "--allow-privileged=true",
        "--profiling=false");
  }

  List<String> controllerManager() {
    return List.of(
        binaries.controllerManager().toString(),
        "--kubeconfig=" + kubeconfig(ClusterPki.CONTROLLER_MANAGER),
        "--cluster-name=" + spec.name(),
        "--secure-port=0",
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        "--service-account-private-key-file=" + pki.key(ClusterPki.SERVICE_ACCOUNT),
        "--root-ca-file=" + pki.certificate(ClusterPki.CLUSTER_CA),
        "--cluster-signing-cert-file=" + pki.certificate(ClusterPki.CLUSTER_CA),
        "--cluster-signing-key-file=" + pki.key(ClusterPki.CLUSTER_CA),
        "--service-cluster-ip-range=" + spec.services(),
        "--allocate-node-cidrs=false",
        "--profiling=false");
  }

  List<String> scheduler() {
    return List.of(
        binaries.scheduler().toString(),
        "--kubeconfig=" + kubeconfig(ClusterPki.SCHEDULER),
        "--secure-port=0",
        "--leader-elect=false",
        "--profiling=false");
  }

  /** The kubeconfig file of a component, by the name of its client certificate. */
  Path kubeconfig(String component) {
    return spec.directory().resolve(component + ".kubeconfig");
  }

  Path webhookKubeconfig() {
    return spec.directory().resolve("token-webhook.kubeconfig");
  }

  Path authenticationConfig() {
    return spec.directory().resolve("authentication.yaml");
  }
}
