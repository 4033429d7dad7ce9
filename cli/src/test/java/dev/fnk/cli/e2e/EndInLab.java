package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.LabIT.LAB;
import static dev.fnk.cli.e2e.LabIT.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A lab that stands stays as it is, and goes without a trace. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class EndInLab {
  private final LabIT lab;

  EndInLab(LabIT lab) {
    this.lab = lab;
  }

  @Test
  @Order(11)
  void aSecondUpChangesNothing() {
    Await.until(
        "tasks that were told to stop have stopped, and lost their tags",
        SOON,
        () -> lab.account.tagged(LAB).stream().filter(arn -> arn.contains(":task/")).count() == 4);
    var before = lab.account.tasks(LAB).stream().map(t -> t.taskArn()).sorted().toList();
    var tagged = lab.account.tagged(LAB).stream().sorted().toList();
    lab.home.fnk("plan").exits(0);
    lab.home.fnk("up", "--yes").exits(0);
    assertThat(lab.account.tasks(LAB).stream().map(t -> t.taskArn()).sorted().toList())
        .isEqualTo(before);
    assertThat(lab.account.tagged(LAB).stream().sorted().toList()).isEqualTo(tagged);
  }

  @Test
  @Order(12)
  void teardownLeavesNothing() {
    lab.home.fnk("teardown", "--yes").exits(0);

    assertThat(lab.account.tagged(LAB)).isEmpty();
    assertThat(lab.account.eks.listClusters().clusters()).doesNotContain(LAB);
    assertThat(lab.account.ecs.describeClusters(r -> r.clusters(LAB)).clusters())
        .noneMatch(cluster -> cluster.status().equals("ACTIVE"));
    assertThat(lab.account.ecs.listTaskDefinitions().taskDefinitionArns()).isEmpty();
    assertThat(lab.account.iam.listRoles().roles())
        .noneMatch(role -> role.roleName().startsWith(LAB));
    assertThat(lab.account.logs.describeLogGroups().logGroups())
        .noneMatch(group -> group.logGroupName().contains(LAB));
    assertThat(lab.account.ec2.describeVpcs().vpcs())
        .noneMatch(vpc -> vpc.cidrBlock().equals("10.181.0.0/16"));
    Await.until(
        "no container is left",
        SOON,
        () -> Remains.of(lab.home).stream().noneMatch(r -> r.startsWith("container ")));
    // The network of 169.254.170.2 is the world's, not the lab's: it goes with local stop.
    assertThat(Remains.of(lab.home))
        .filteredOn(r -> r.startsWith("network "))
        .allMatch(r -> r.equals("network fnk-credentials"));
    assertThat(lab.home.text("kubeconfig")).doesNotContain(LAB);
  }

  @Test
  @Order(13)
  void everyCallAndEveryAnswerWasAsAwsDescribesThem() {
    assertThat(lab.home.script("conformance").exits(0).out()).contains("ecs ", "eks ");
  }
}
