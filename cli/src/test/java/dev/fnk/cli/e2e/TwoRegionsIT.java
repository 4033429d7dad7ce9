package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.ecs.model.AssignPublicIp;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** Labs of one name in two regions of an account, and a colleague's service in one of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwoRegionsIT {
  private static final String LAB = "e2e-regions";
  private static final String THERE = "us-east-1";
  private static final Duration SOON = Duration.ofMinutes(3);

  private final Home home =
      Home.with(
          """
          lab: e2e-regions
          local: true
          workload:
            replicas: 1
          """);
  private Account account = new Account(java.net.URI.create("http://127.0.0.1:1"), "none", "none");

  @BeforeAll
  void start() {
    home.fnk("local", "start", "--record").exits(0);
    account.close();
    account = World.account(home);
  }

  @AfterAll
  void stop() {
    account.close();
    World.end(home);
  }

  private Run here(String... arguments) {
    home.set("FNK_REGION", "eu-west-1");
    home.set("FNK_NETWORK_VPC_CIDR", "10.184.0.0/16");
    return home.fnk(arguments);
  }

  private Run there(String... arguments) {
    home.set("FNK_REGION", THERE);
    home.set("FNK_NETWORK_VPC_CIDR", "10.185.0.0/16");
    return home.fnk(arguments);
  }

  private List<String> roles() {
    return account.iam.listRoles().roles().stream()
        .map(Role::roleName)
        .filter(name -> name.startsWith(LAB))
        .toList();
  }

  @Test
  @Order(1)
  void bothComeUp() {
    here("up", "--yes").exits(0);
    there("up", "--yes").exits(0);

    here("plan").exits(0);
    there("plan").exits(0);
    assertThat(roles()).contains(LAB + "-eu-west-1-kubelet", LAB + "-us-east-1-kubelet").hasSize(8);
    assertThat(account.podTasks(LAB)).hasSize(1);
  }

  @Test
  @Order(2)
  void aColleaguesServiceStandsInTheWayAndIsLeftAlone() {
    // As fnk 0.1.0 made it: of no region.
    account.iam.createRole(
        r ->
            r.roleName(LAB + "-pod")
                .assumeRolePolicyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[]}")
                .tags(Tag.builder().key("fnk.dev/lab").value(LAB).build()));
    var task = colleague();

    var run = here("teardown", "--yes").exits(1);

    assertThat(run.err()).contains("service web", "aws ecs delete-service");
    assertThat(account.tasks(LAB)).extracting(t -> t.taskArn()).containsExactly(task);
    assertThat(account.eks.listClusters().clusters()).doesNotContain(LAB);
  }

  /** A service of no lab, in the lab's cluster; the ARN of its task. */
  private String colleague() {
    var vpc = account.ec2.createVpc(r -> r.cidrBlock("10.186.0.0/16")).vpc().vpcId();
    var subnet =
        account.ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.186.0.0/24")).subnet().subnetId();
    var image =
        account.tasks(LAB).stream()
            .flatMap(t -> t.containers().stream())
            .map(c -> c.image())
            .filter(i -> i.contains("/sample@"))
            .findFirst()
            .orElseThrow();
    var execution = account.iam.getRole(r -> r.roleName(LAB + "-eu-west-1-execution")).role().arn();
    account.ecs.registerTaskDefinition(
        r ->
            r.family("web")
                .networkMode(NetworkMode.AWSVPC)
                .requiresCompatibilities(Compatibility.FARGATE)
                .cpu("256")
                .memory("512")
                .executionRoleArn(execution)
                .containerDefinitions(
                    ContainerDefinition.builder()
                        .name("main")
                        .image(image)
                        .entryPoint("sleep")
                        .command("3600")
                        .build()));
    account.ecs.createService(
        r ->
            r.cluster(LAB)
                .serviceName("web")
                .taskDefinition("web")
                .desiredCount(1)
                .launchType(LaunchType.FARGATE)
                .networkConfiguration(
                    n ->
                        n.awsvpcConfiguration(
                            v -> v.subnets(subnet).assignPublicIp(AssignPublicIp.ENABLED))));
    return Await.value(
        "the colleague's task runs",
        SOON,
        () ->
            account.tasks(LAB).stream()
                .filter(t -> "service:web".equals(t.group()))
                .filter(t -> "RUNNING".equals(t.lastStatus()))
                .map(t -> t.taskArn())
                .findFirst());
  }

  @Test
  @Order(3)
  void theTeardownOfOneLeavesTheOtherWhole() {
    account.ecs.deleteService(r -> r.cluster(LAB).service("web").force(true));

    here("teardown", "--yes").exits(0);

    assertThat(account.tagged(LAB)).isEmpty();
    assertThat(roles()).allMatch(name -> name.startsWith(LAB + "-us-east-1-")).hasSize(4);
    there("plan").exits(0);
    var pods = home.kubectlJson("get", "pods", "-n", "default").at("/items");
    assertThat(StreamSupport.stream(pods.spliterator(), false))
        .anyMatch(pod -> pod.at("/status/podIP").asString("").startsWith("10.185."));
  }

  @Test
  @Order(4)
  void theOtherGoesToo() {
    there("teardown", "--yes").exits(0);

    assertThat(roles()).isEmpty();
  }

  @Test
  @Order(5)
  void whatBothAskedAndWereAnsweredConforms() {
    assertThat(home.script("conformance").exits(0).out())
        .contains("ec2 ", "ecr ", "ecs ", "eks ", "iam ", "logs ", "sts ");
  }
}
