package dev.fnk.local.ecs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fnk.local.access.AwsScope;
import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calls of ECS ask of their caller. */
class EcsOperationsTest {
  private static final String ECS = "arn:aws:ecs:eu-west-1:123456789012:";

  private final EcsRegion region =
      EcsRegion.create("123456789012", "eu-west-1", false, Duration.ofHours(1), Clock.systemUTC());
  private final EcsOperations operations = operations(Clock.systemUTC());

  /** No call is answered here: what answers needs no account, no network and no engine. */
  @SuppressWarnings("NullAway")
  private EcsOperations operations(Clock clock) {
    return new EcsOperations(
        new ClusterApi(region, null),
        new TaskDefinitionApi(region, clock),
        new TaskApi(region, null, null, clock),
        new ServiceApi(region, null, clock),
        new TagApi(region));
  }

  private List<RequiredPermission> permissions(String operation, String request) {
    return operations
        .of(operation)
        .orElseThrow()
        .permissions(
            new EcsCall(
                EcsRequests.json(request),
                new AwsScope("eu-west-1", "123456789012"),
                region.taskDefinitions()));
  }

  private void registered() {
    region
        .taskDefinitions()
        .register(
            "web", EcsRequests.json("{'taskRoleArn':'pod'}").object(), Tags.none(), "somebody");
  }

  @Test
  void runTaskNeedsTheDefinitionItsRolesAndTheTagging() {
    registered();
    List<RequiredPermission> permissions =
        permissions(
            "RunTask",
            "{'cluster':'lab','taskDefinition':'web','tags':[{'key':'a','value':'b'}],"
                + "'overrides':{'taskRoleArn':'arn:aws:iam::123456789012:role/own'}}");
    assertThat(permissions)
        .extracting(RequiredPermission::action, RequiredPermission::resource)
        .containsExactly(
            tuple("ecs:RunTask", ECS + "task-definition/web:1"),
            tuple("iam:PassRole", "arn:aws:iam::123456789012:role/pod"),
            tuple("iam:PassRole", "arn:aws:iam::123456789012:role/own"),
            tuple("ecs:TagResource", ECS + "task/lab/*"));
    assertThat(permissions.getFirst().keys())
        .containsEntry("ecs:cluster", List.of(ECS + "cluster/lab"))
        .containsEntry("aws:RequestTag/a", List.of("b"));
    assertThat(permissions.getLast().keys()).containsEntry("ecs:CreateAction", List.of("RunTask"));
    assertThat(permissions.get(1).keys())
        .containsEntry("iam:PassedToService", List.of("ecs-tasks.amazonaws.com"));
  }

  @Test
  void describeTasksNeedsEachTask() {
    assertThat(
            permissions("DescribeTasks", "{'cluster':'lab','tasks':['1','" + ECS + "task/x/2']}"))
        .extracting(RequiredPermission::resource)
        .containsExactly(ECS + "task/lab/1", ECS + "task/x/2");
  }

  @Test
  void whatIsMadeIsTagged() {
    String tags = "'tags':[{'key':'a','value':'b'}]";
    assertThat(permissions("CreateCluster", "{'clusterName':'lab'," + tags + "}"))
        .extracting(RequiredPermission::action, RequiredPermission::resource)
        .containsExactly(
            tuple("ecs:CreateCluster", ECS + "cluster/lab"),
            tuple("ecs:TagResource", ECS + "cluster/lab"));
    assertThat(
            permissions(
                "RegisterTaskDefinition", "{'family':'f','executionRoleArn':'e'," + tags + "}"))
        .extracting(RequiredPermission::action, RequiredPermission::resource)
        .containsExactly(
            tuple("ecs:RegisterTaskDefinition", "*"),
            tuple("iam:PassRole", "arn:aws:iam::123456789012:role/e"),
            tuple("ecs:TagResource", ECS + "task-definition/f:*"));
    assertThat(permissions("TagResource", "{'resourceArn':'" + ECS + "cluster/lab'," + tags + "}"))
        .extracting(RequiredPermission::action, RequiredPermission::resource)
        .containsExactly(tuple("ecs:TagResource", ECS + "cluster/lab"));
  }

  @Test
  void aServiceAndAClusterAreNamed() {
    registered();
    assertThat(
            permissions("UpdateService", "{'cluster':'lab','service':'s','taskDefinition':'web'}"))
        .extracting(RequiredPermission::action, RequiredPermission::resource)
        .containsExactly(
            tuple("ecs:UpdateService", ECS + "service/lab/s"),
            tuple("iam:PassRole", "arn:aws:iam::123456789012:role/pod"));
    assertThat(permissions("DeleteCluster", "{'cluster':'lab'}"))
        .extracting(RequiredPermission::resource)
        .containsExactly(ECS + "cluster/lab");
    assertThat(permissions("DescribeClusters", "{}"))
        .extracting(RequiredPermission::resource)
        .containsExactly(ECS + "cluster/default");
  }
}
