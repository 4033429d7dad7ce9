package dev.fnk.local.controlplane;

import dev.fnk.local.cidr.CidrBlock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What EKS puts into a new cluster: RBAC for its own users, and, as self-managed add-ons, coredns,
 * aws-node and kube-proxy. The ConfigMap aws-auth is none of it: EKS leaves that to node groups.
 */
public final class ClusterDefaults {
  private static final String FIELD_MANAGER = "eks";

  /** The account of EKS's add-on images where it is not the common one (EKS user guide). */
  private static final Map<String, String> REGISTRY_ACCOUNTS =
      Map.of(
          "af-south-1", "877085696533",
          "ap-east-1", "800184023465",
          "ap-southeast-3", "296578399912",
          "eu-south-1", "590381155156",
          "me-central-1", "759879836304",
          "me-south-1", "558608220178");

  private static final String REGISTRY_ACCOUNT = "602401143452";

  /** Host number of the DNS service in the services' range, as EKS and kubeadm choose it. */
  private static final int DNS_SERVICE = 10;

  private ClusterDefaults() {}

  /**
   * Applies them; what exists is brought to this state.
   *
   * @param region whose registry the add-on images are named after
   * @param addons {@code bootstrapSelfManagedAddons} of CreateCluster
   */
  public static void install(
      KubernetesClient admin, URI endpoint, String region, CidrBlock services, boolean addons) {
    Map<String, String> values =
        Map.of(
            "endpoint",
            endpoint.toString(),
            "region",
            region,
            "registry",
            REGISTRY_ACCOUNTS.getOrDefault(region, REGISTRY_ACCOUNT)
                + ".dkr.ecr."
                + region
                + ".amazonaws.com",
            "dnsAddress",
            services.address(DNS_SERVICE).getHostAddress());
    List<String> files =
        addons
            ? List.of("rbac.yaml", "coredns.yaml", "aws-node.yaml", "kube-proxy.yaml")
            : List.of("rbac.yaml");
    files.forEach(file -> apply(admin, render(file, values)));
  }

  private static void apply(KubernetesClient admin, String manifests) {
    List<HasMetadata> items =
        admin.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).items();
    for (HasMetadata item : items) {
      admin.resource(item).fieldManager(FIELD_MANAGER).serverSideApply();
    }
  }

  static String render(String file, Map<String, String> values) {
    String text = read(file);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    return text;
  }

  private static String read(String file) {
    try (InputStream in =
        Objects.requireNonNull(ClusterDefaults.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
