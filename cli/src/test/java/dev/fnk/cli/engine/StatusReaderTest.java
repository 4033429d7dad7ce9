package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.Settings;
import dev.fnk.cli.engine.LabStatus.PodStatus;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ec2.PublicAddresses;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.resource.eks.TestClusters;
import dev.fnk.cli.resource.kubernetes.ClusterAccess;
import dev.fnk.cli.resource.kubernetes.FakeKubernetes;
import dev.fnk.cli.resource.kubernetes.VirtualNode;
import dev.fnk.cli.stage.LabResources;
import dev.fnk.cli.stage.Stage;
import dev.fnk.cli.stage.TestLab;
import dev.fnk.kubelet.contract.CpuAndMemory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Attachment;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;

/** How a lab stands: its stages, its node and the pods on it. */
@Timeout(60)
final class StatusReaderTest {
  private final FakeAws fake =
      new FakeAws()
          .on(
              EksClient.class,
              "describeCluster",
              DescribeClusterRequest.class,
              _ -> DescribeClusterResponse.builder().cluster(cluster()).build())
          .on(
              EksClient.class,
              "describeClusterVersions",
              DescribeClusterVersionsRequest.class,
              _ -> {
                throw FakeAws.error("AccessDeniedException", "no");
              })
          .on(
              EcsClient.class,
              "describeTasks",
              DescribeTasksRequest.class,
              q ->
                  DescribeTasksResponse.builder()
                      .tasks(q.tasks().stream().map(StatusReaderTest::task).toList())
                      .build())
          .on(
              Ec2Client.class,
              "describeNetworkInterfaces",
              DescribeNetworkInterfacesRequest.class,
              _ ->
                  DescribeNetworkInterfacesResponse.builder()
                      .networkInterfaces(
                          NetworkInterface.builder()
                              .networkInterfaceId("eni-1")
                              .association(a -> a.publicIp("192.0.2.7"))
                              .build())
                      .build());
  private final TestLab lab = new TestLab(fake.clients(), Map.of());
  private final EksCluster cluster = lab.the(EksCluster.class);
  private final ClusterAccess access = new ClusterAccess(cluster);
  private final VirtualNode node = new VirtualNode(access, "virtual-kubelet", List.of(), () -> "");
  private final FakeResource.Cloud cloud = new FakeResource.Cloud();
  private final FakeResource group = new FakeResource(cloud, "group", "a");
  private FakeKubernetes kubernetes;

  @BeforeEach
  void start() throws IOException {
    kubernetes = new FakeKubernetes();
    cloud.things.put("group", "a");
  }

  @AfterEach
  void stop() {
    access.close();
    kubernetes.close();
  }

  private Cluster cluster() {
    return Cluster.builder()
        .name("eks-lab")
        .arn("arn:aws:eks:eu-west-1:111122223333:cluster/eks-lab")
        .status(ClusterStatus.ACTIVE)
        .version("1.36")
        .endpoint(kubernetes.endpoint())
        .certificateAuthority(c -> c.data(TestClusters.at("").attributes().certificateAuthority()))
        .resourcesVpcConfig(v -> v.publicAccessCidrs("0.0.0.0/0"))
        .tags(Map.of(LabTags.LAB, "eks-lab"))
        .build();
  }

  private static Task task(String arn) {
    return Task.builder()
        .taskArn(arn)
        .attachments(
            Attachment.builder()
                .type("ElasticNetworkInterface")
                .details(KeyValuePair.builder().name("networkInterfaceId").value("eni-1").build())
                .build())
        .build();
  }

  private void node() {
    kubernetes.put(
        "/api/v1/nodes",
        "virtual-kubelet",
        """
        {"apiVersion":"v1","kind":"Node",
         "metadata":{"uid":"uid-1","labels":{"type":"virtual-kubelet"}},"spec":{},
         "status":{"conditions":[{"type":"Ready","status":"True"}],
          "nodeInfo":{"kubeletVersion":"v1.36.3"},
          "capacity":{"pods":"100","cpu":"400","memory":"1Ti"}}}""");
  }

  private void pod(String name, String annotations, String status) {
    kubernetes.put(
        "/api/v1/namespaces/shop/pods",
        name,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{%s}},
         "spec":{"nodeName":"virtual-kubelet"},"status":{%s}}"""
            .formatted(annotations, status));
  }

  private LabStatus read(Resource<?>... more) {
    var base = new java.util.ArrayList<Resource<?>>(List.of(cluster, group));
    base.addAll(List.of(more));
    var resources =
        new LabResources(
            base,
            List.of(new FakeLeftover(cloud, "left", List.of())),
            List.of(),
            List.of(node),
            List.of(),
            access,
            node);
    return new StatusReader(
            Settings.load(Optional.empty(), Map.of(), Map.of()).toLabConfig(),
            new Account("111122223333", "aws", "eu-west-1", "arn:aws:iam::111122223333:user/ann"),
            resources,
            Lab.of(resources),
            new PublicAddresses(fake.clients(), "eks-lab"))
        .read();
  }

  private static String state(LabStatus status, Stage stage) {
    return status.stages().stream()
        .filter(s -> s.name().equals(stage.word()))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void allThatIsThereIsToldByStage() {
    node();
    cloud.things.put("left", "x");

    var status = read();

    assertThat(status.lab()).isEqualTo("eks-lab");
    assertThat(status.region()).isEqualTo("eu-west-1");
    assertThat(status.account()).isEqualTo("111122223333");
    assertThat(status.stages()).hasSize(Stage.values().length);
    assertThat(state(status, Stage.REGISTER)).isEqualTo("up");
    assertThat(state(status, Stage.ECS)).isEqualTo("absent"); // what is left over is none of it
    assertThat(status.stages().getFirst().resources())
        .extracting(r -> r.type() + " " + r.name() + " " + r.state())
        .containsExactly("eks:cluster eks-lab ACTIVE", "fake:thing group up");
    assertThat(status.node())
        .contains(
            new LabStatus.NodeStatus(
                "virtual-kubelet", true, "v1.36.3", new LabStatus.Capacity(100, "400", "1Ti")));
    assertThat(status.unknown()).isEmpty();
    assertThat(status.notes())
        .anyMatch(n -> n.contains("whether Kubernetes 1.36 is in standard support is not known"));
    assertThat(status.open()).isEmpty();
  }

  @Test
  void podsAreToldWithTheirTasksSizesAndAddresses() {
    node();
    pod("alone", "", "\"phase\":\"Pending\"");
    pod(
        "web",
        "\"fnk.dev/task\":\"arn:task\",\"fnk.dev/size\":\"256/512\",\"fnk.dev/unused\":\"128/232\"",
        "\"phase\":\"Running\",\"podIP\":\"10.0.0.7\"");
    pod("odd", "\"fnk.dev/size\":\"a/b\",\"fnk.dev/unused\":\"1\"", "\"phase\":\"Running\"");

    assertThat(read().pods())
        .containsExactly(
            bare("alone", "Pending"),
            bare("odd", "Running"),
            new PodStatus(
                "shop",
                "web",
                "Running",
                Optional.of("10.0.0.7"),
                Optional.of("192.0.2.7"),
                Optional.of("arn:task"),
                Optional.of(new CpuAndMemory(256, 512)),
                Optional.of(new CpuAndMemory(128, 232))));
  }

  private static PodStatus bare(String name, String phase) {
    return new PodStatus(
        "shop",
        name,
        phase,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void anAddressThatCannotBeReadTakesNothingFromThePods() {
    node();
    pod("web", "\"fnk.dev/task\":\"arn:task\"", "\"phase\":\"Running\"");
    fake.on(
        Ec2Client.class,
        "describeNetworkInterfaces",
        DescribeNetworkInterfacesRequest.class,
        _ -> {
          throw FakeAws.error("UnauthorizedOperation", "not you");
        });

    var status = read();

    assertThat(status.pods()).singleElement().satisfies(p -> assertThat(p.publicIp()).isEmpty());
    assertThat(status.unknown()).containsOnlyKeys("publicIp");
    assertThat(status.unknown().get("publicIp")).contains("not you");
  }

  @Test
  void withoutAnAnswerTheNodeAndThePodsAreUnknown() {
    kubernetes.failNext("GET", 403);

    var status = read();

    assertThat(status.unknown()).containsOnlyKeys("node", "pods");
    assertThat(state(status, Stage.REGISTER)).isEqualTo("unknown");
    assertThat(status.node()).isEmpty();
    assertThat(status.pods()).isEmpty();
  }

  @Test
  void podsThatCannotBeReadAreUnknownAlone() {
    node();
    pod("web", "", "");
    kubernetes.refuse("/api/v1/pods", 403);

    var status = read();

    assertThat(status.node()).isPresent();
    assertThat(status.unknown()).containsOnlyKeys("pods");
    assertThat(status.pods()).isEmpty();
  }

  @Test
  void whatDoesNotAnswerMakesItsStageUnknown() {
    var status = read(new Unreadable());

    assertThat(state(status, Stage.BASE)).isEqualTo("unknown");
    assertThat(status.stages().getFirst().reason()).contains("no answer");
  }

  @Test
  void withoutAClusterThereIsNoNode() {
    fake.on(
        EksClient.class,
        "describeCluster",
        DescribeClusterRequest.class,
        _ -> {
          throw FakeAws.error(
              software.amazon.awssdk.services.eks.model.ResourceNotFoundException.builder(),
              "ResourceNotFoundException",
              "none");
        });

    var status = read();

    assertThat(state(status, Stage.BASE)).isEqualTo("partial");
    assertThat(status.node()).isEmpty();
    assertThat(status.pods()).isEmpty();
    assertThat(status.notes()).isEmpty();
  }
}
