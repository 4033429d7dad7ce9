package dev.fnk.local.eks;

import static dev.fnk.local.eks.KubernetesChecks.await;
import static dev.fnk.local.eks.KubernetesChecks.forbidden;
import static dev.fnk.local.eks.KubernetesChecks.servingRequest;
import static dev.fnk.local.eks.KubernetesChecks.whoAmI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.CertificateSigningRequestResource;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sts.model.StsException;

/** A real control plane behind the real API: what a user of EKS would see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EksServiceIT {
  private Path directory;
  private EksWorld world;
  private Ec2Client ec2;
  private Cluster cluster;
  private KubernetesClient creator;

  @BeforeAll
  void createCluster(@TempDir Path temporary) throws Exception {
    directory = temporary;
    world = new EksWorld(directory);
    ec2 = world.account().clients(EksWorld.REGION).ec2();
    long begin = System.nanoTime();
    world.eks().createCluster(world.request("it", AuthenticationMode.API_AND_CONFIG_MAP).build());
    cluster = world.awaitActive("it");
    world.awaitAdmission(cluster);
    System.out.printf("ACTIVE after %.1f s%n", (System.nanoTime() - begin) / 1e9);
    creator = world.client(cluster, world.administrator());
  }

  @AfterAll
  void everythingIsGoneAfterwards() throws Exception {
    Set<ProcessHandle> before = controlPlane();
    assertThat(before).hasSize(4);
    creator.close();
    world.eks().deleteCluster(r -> r.name("it"));
    await(() -> world.eks().listClusters().clusters().isEmpty(), gone -> gone, "cluster deleted");
    assertThat(before).noneMatch(ProcessHandle::isAlive);
    assertThat(directory.resolve("eks")).isEmptyDirectory();
    assertThat(
            ec2.describeNetworkInterfaces(
                    r ->
                        r.filters(
                            Filter.builder().name("description").values("Amazon EKS it").build()))
                .networkInterfaces())
        .isEmpty();
    String group = cluster.resourcesVpcConfig().clusterSecurityGroupId();
    assertThatThrownBy(() -> ec2.describeSecurityGroups(r -> r.groupIds(group)))
        .isInstanceOf(Ec2Exception.class);
    assertThatThrownBy(() -> world.eks().describeCluster(r -> r.name("it")))
        .isInstanceOf(ResourceNotFoundException.class);
    world.close();
  }

  @Test
  void describesItselfAsEksDoes() {
    assertThat(cluster.arn()).isEqualTo("arn:aws:eks:eu-west-1:123456789012:cluster/it");
    assertThat(cluster.version()).isEqualTo("1.36");
    assertThat(cluster.kubernetesNetworkConfig().serviceIpv4Cidr()).isEqualTo("172.20.0.0/16");
    assertThat(cluster.accessConfig().authenticationMode())
        .isEqualTo(AuthenticationMode.API_AND_CONFIG_MAP);
    assertThat(cluster.tags()).containsEntry("fnk.dev/lab", "it");
    assertThat(cluster.identity().oidc().issuer()).startsWith("https://oidc.eks.eu-west-1.");
    var group =
        ec2.describeSecurityGroups(
                r -> r.groupIds(cluster.resourcesVpcConfig().clusterSecurityGroupId()))
            .securityGroups()
            .getFirst();
    assertThat(group.groupName()).startsWith("eks-cluster-sg-it-");
    assertThat(group.tags()).anyMatch(t -> t.key().equals("kubernetes.io/cluster/it"));
    assertThat(
            ec2.describeNetworkInterfaces(
                    r ->
                        r.filters(
                            Filter.builder().name("description").values("Amazon EKS it").build()))
                .networkInterfaces())
        .hasSize(2);
  }

  @Test
  void creatorFindsAClusterWithoutNodes() {
    assertThat(whoAmI(creator).getUsername()).endsWith(":user/lab-admin");
    assertThat(creator.nodes().list().getItems()).isEmpty();
    PodList pods =
        await(
            () -> creator.pods().inNamespace("kube-system").list(),
            list ->
                list.getItems().size() == 2
                    && list.getItems().stream()
                        .allMatch(p -> !p.getStatus().getConditions().isEmpty()),
            "coredns is examined by the scheduler");
    assertThat(pods.getItems())
        .allSatisfy(
            pod -> {
              assertThat(pod.getMetadata().getName()).startsWith("coredns-");
              assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
              assertThat(pod.getStatus().getConditions().getFirst().getReason())
                  .isEqualTo("Unschedulable");
            });
    assertThat(creator.apps().daemonSets().inNamespace("kube-system").list().getItems())
        .hasSize(2)
        .allSatisfy(set -> assertThat(set.getStatus().getDesiredNumberScheduled()).isZero())
        .extracting(set -> set.getMetadata().getName())
        .containsExactlyInAnyOrder("aws-node", "kube-proxy");
    assertThat(creator.configMaps().inNamespace("kube-system").withName("aws-auth").get()).isNull();
    assertThat(
            creator
                .services()
                .inNamespace("kube-system")
                .withName("kube-dns")
                .get()
                .getSpec()
                .getClusterIP())
        .isEqualTo("172.20.0.10");
  }

  @Test
  void aMappedNodeMayDoWhatANodeMayAndNoMore() {
    String arn = world.role("node", EksWorld.trustOf(Map.of("AWS", "*")));
    try (KubernetesClient node = world.client(cluster, world.assume(arn, "task-1"))) {
      assertThatThrownBy(() -> node.nodes().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(401));
      creator
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName("aws-auth")
                  .withNamespace("kube-system")
                  .endMetadata()
                  .addToData(
                      "mapRoles",
                      """
                      - rolearn: %s
                        username: system:node:x
                        groups:
                        - system:nodes
                        - system:bootstrappers
                      """
                          .formatted(arn))
                  .build())
          .create();
      try {
        // Seen at once: a refusal is not remembered.
        UserInfo self = whoAmI(node);
        assertThat(self.getUsername()).isEqualTo("system:node:x");
        assertThat(self.getGroups()).contains("system:nodes", "system:bootstrappers");
        Node own = node.resource(node("x", Map.of("type", "virtual-kubelet"))).create();
        assertThat(own.getMetadata().getName()).isEqualTo("x");
        forbidden(() -> node.resource(node("y", Map.of())).create());
        forbidden(() -> node.resource(node("x", Map.of("kubernetes.io/role", "agent"))).update());
        forbidden(() -> node.secrets().inNamespace("kube-system").list());
        forbidden(() -> node.configMaps().inNamespace("kube-system").withName("coredns").get());
      } finally {
        creator.nodes().withName("x").delete();
        creator.configMaps().inNamespace("kube-system").withName("aws-auth").delete();
      }
    }
  }

  @Test
  void aHybridNodeIsNamedByTheSessionOfItsRole() {
    String arn =
        world.role(
            "hybrid",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
            "Principal":{"AWS":"*"},
            "Condition":{"StringEquals":{"sts:RoleSessionName":"node-h"}}}]}""");
    assertThatThrownBy(() -> world.assume(arn, "somebody"))
        .isInstanceOf(StsException.class)
        .hasMessageContaining("not authorized to perform: sts:AssumeRole");
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .createAccessEntry(
                        r ->
                            r.clusterName("it")
                                .principalArn(arn)
                                .type("HYBRID_LINUX")
                                .kubernetesGroups("fnk:virtual-nodes")))
        .isInstanceOf(InvalidParameterException.class);
    world.eks().createAccessEntry(r -> r.clusterName("it").principalArn(arn).type("HYBRID_LINUX"));
    try (KubernetesClient node = world.client(cluster, world.assume(arn, "node-h"))) {
      UserInfo self = whoAmI(node);
      assertThat(self.getUsername()).isEqualTo("system:node:node-h");
      assertThat(self.getGroups())
          .contains("system:nodes", "system:bootstrappers", "system:authenticated")
          .hasSize(3);
      Node own = node.resource(node("node-h", Map.of("type", "virtual-kubelet"))).create();
      assertThat(own.getMetadata().getName()).isEqualTo("node-h");
      forbidden(() -> node.resource(node("y", Map.of())).create());
    } finally {
      creator.nodes().withName("node-h").delete();
      world.eks().deleteAccessEntry(r -> r.clusterName("it").principalArn(arn));
    }
  }

  @Test
  void accessEntriesAndPoliciesGiveWhatTheySay() {
    String arn = world.role("viewer", EksWorld.trustOf(Map.of("AWS", "*")));
    assertThatThrownBy(
            () ->
                world
                    .eks()
                    .createAccessEntry(
                        r -> r.clusterName("it").principalArn(arn).username("system:node:x")))
        .isInstanceOf(InvalidParameterException.class);
    world.eks().createAccessEntry(r -> r.clusterName("it").principalArn(arn));
    assertThatThrownBy(
            () -> world.eks().createAccessEntry(r -> r.clusterName("it").principalArn(arn)))
        .isInstanceOf(ResourceInUseException.class);
    String policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
    try (KubernetesClient viewer = world.client(cluster, world.assume(arn, "me@example.com"))) {
      assertThat(whoAmI(viewer).getUsername())
          .isEqualTo("arn:aws:sts::123456789012:assumed-role/viewer/me-example.com");
      forbidden(() -> viewer.pods().inNamespace("kube-system").list());
      world
          .eks()
          .associateAccessPolicy(
              r ->
                  r.clusterName("it")
                      .principalArn(arn)
                      .policyArn(policy)
                      .accessScope(
                          s ->
                              s.type(AccessScopeType.NAMESPACE)
                                  .namespaces("kube-system", "team-*")));
      // The user and its groups are remembered for some seconds.
      await(() -> allowed(viewer, "kube-system"), allowed -> allowed, "policy holds");
      assertThat(allowed(viewer, "default")).isFalse();
      Namespace later =
          new NamespaceBuilder().withNewMetadata().withName("team-a").endMetadata().build();
      creator.resource(later).create();
      await(() -> allowed(viewer, "team-a"), allowed -> allowed, "policy holds there, too");
      creator.resource(later).delete();
      world
          .eks()
          .disassociateAccessPolicy(r -> r.clusterName("it").principalArn(arn).policyArn(policy));
      await(() -> allowed(viewer, "kube-system"), allowed -> !allowed, "policy is gone");
    }
    assertThat(world.eks().listAccessEntries(r -> r.clusterName("it")).accessEntries())
        .containsExactlyInAnyOrder(arn, "arn:aws:iam::123456789012:user/lab-admin");
    world.eks().deleteAccessEntry(r -> r.clusterName("it").principalArn(arn));
    assertThatThrownBy(
            () -> world.eks().describeAccessEntry(r -> r.clusterName("it").principalArn(arn)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void approvedServingRequestsAreSigned() throws Exception {
    approve(
        servingRequest(
            creator, "good", List.of("digital signature", "key encipherment", "server auth")));
    CertificateSigningRequest signed =
        await(
            () -> csrs().withName("good").get(),
            csr -> csr.getStatus().getCertificate() != null,
            "signed");
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        Base64.getDecoder().decode(signed.getStatus().getCertificate())));
    X509Certificate ca =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        Base64.getDecoder().decode(cluster.certificateAuthority().data())));
    certificate.verify(ca.getPublicKey());
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getSubjectAlternativeNames())
        .anyMatch(name -> name.get(1).equals("10.77.1.2"));
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);

    approve(servingRequest(creator, "bad", List.of("digital signature", "client auth")));
    CertificateSigningRequest refused =
        await(
            () -> csrs().withName("bad").get(),
            csr -> csr.getStatus().getConditions().size() > 1,
            "refused");
    assertThat(refused.getStatus().getConditions()).anyMatch(c -> c.getType().equals("Failed"));
    assertThat(refused.getStatus().getCertificate()).isNull();
  }

  @Test
  void keysAreForTheOwnerOnly() throws Exception {
    try (var files = Files.walk(directory.resolve("eks"))) {
      List<Path> keys = files.filter(file -> file.toString().endsWith(".key")).toList();
      assertThat(keys).isNotEmpty();
      for (Path key : keys) {
        assertThat(Files.getPosixFilePermissions(key))
            .extracting(Enum::name)
            .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
      }
    }
  }

  private static Set<ProcessHandle> controlPlane() {
    return Set.copyOf(
        ProcessHandle.current()
            .children()
            .filter(
                p ->
                    p.info().command().orElse("").contains("kube-")
                        || p.info().command().orElse("").endsWith("/etcd"))
            .toList());
  }

  private static Node node(String name, Map<String, String> labels) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private static boolean allowed(KubernetesClient client, String namespace) {
    try {
      client.pods().inNamespace(namespace).list();
      return true;
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).isEqualTo(403);
      return false;
    }
  }

  private NonNamespaceOperation<
          CertificateSigningRequest,
          CertificateSigningRequestList,
          CertificateSigningRequestResource<CertificateSigningRequest>>
      csrs() {
    return creator.certificates().v1().certificateSigningRequests();
  }

  private void approve(CertificateSigningRequest csr) {
    csrs()
        .withName(csr.getMetadata().getName())
        .approve(
            new CertificateSigningRequestConditionBuilder()
                .withType("Approved")
                .withStatus("True")
                .withReason("Test")
                .build());
  }
}
