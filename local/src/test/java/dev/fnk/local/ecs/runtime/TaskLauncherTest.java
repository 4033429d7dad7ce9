package dev.fnk.local.ecs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.account.AccountClients;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.account.RoleCredentials;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.ecs.ManualClock;
import dev.fnk.local.ecs.definition.TaskOverrides;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.model.task.StopCause;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskLauncherTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String ROLE = "arn:aws:iam::123456789012:role/r";

  private final FakeTaskHost host = new FakeTaskHost();
  private final ManualClock clock = new ManualClock(EcsRequests.START);
  private final Roles roles = new Roles();
  private final TaskLauncher launcher = new TaskLauncher(roles, host, clock);
  private final EcsRegion region =
      EcsRegion.create("123456789012", "eu-west-1", true, Duration.ofHours(1), clock);

  @AfterEach
  void halt() {
    launcher.close();
  }

  @Test
  void aTaskIsWhatWasAskedFor() {
    Task task = launcher.launch(region, request("{}"));
    assertThat(region.tasks().find(EcsRequests.cluster("c"), task.spec().arn())).contains(task);
    assertThat(task.spec().id()).matches("[0-9a-f]{32}");
    assertThat(task.spec().arn())
        .isEqualTo("arn:aws:ecs:eu-west-1:123456789012:task/c/" + task.spec().id());
    assertThat(task.spec().createdAt()).isEqualTo(EcsRequests.START);
    assertThat(task.spec().size().cpu()).isEqualTo(256);
    assertThat(task.spec().size().memory()).isEqualTo(512);
    assertThat(task.spec().placement().subnetId()).isIn("subnet-1", "subnet-2");
    assertThat(task.spec().group()).isEqualTo("family:f");
    assertThat(task.spec().startedBy()).contains("node/a");
    assertThat(task.tags().byKey()).isEqualTo(Map.of("k", "v"));
    assertThat(task.snapshot().containers())
        .allSatisfy(run -> assertThat(run.runtimeId()).matches(task.spec().id() + "-\\d{10}"))
        .extracting(run -> run.arn())
        .allMatch(arn -> arn.startsWith("arn:aws:ecs:eu-west-1:123456789012:container/c/"))
        .doesNotHaveDuplicates();
  }

  @Test
  void overridesAreLaidOverTheDefinition() {
    Task task =
        launcher.launch(
            region,
            request(
                """
                {'cpu':'512','memory':'1024','taskRoleArn':'%s','containerOverrides':[
                  {'name':'a','command':['x']}]}"""
                    .formatted(ROLE)));
    assertThat(task.spec().size().cpu()).isEqualTo(512);
    assertThat(task.spec().size().memory()).isEqualTo(1024);
    assertThat(task.spec().roles().task()).contains(ROLE);
    assertThat(task.container("a").definition().invocation().command()).containsExactly("x");
  }

  @Test
  void aTaskIsSupervisedFromThenOn() throws Exception {
    Task task = launcher.launch(region, request("{}"));
    await(task::running);
    task.requestStop(StopCause.user(""));
    await(task::stopped);
    assertThat(host.asked).contains("remove a", "detach eni-1");
  }

  @Test
  void asManyTasksAsAreAskedForAreDifferentOnes() {
    Task one = launcher.launch(region, request("{}"));
    Task two = launcher.launch(region, request("{}"));
    assertThat(one.spec().id()).isNotEqualTo(two.spec().id());
    assertThat(region.tasks().of(EcsRequests.cluster("c"))).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void aSizeThatFargateDoesNotHaveIsRefused() {
    refused(request("{'cpu':'256','memory':'4096'}"), "memory");
  }

  @Test
  void anOverrideOfNoContainerIsRefused() {
    refused(
        request("{'containerOverrides':[{'name':'x'}]}"),
        "Override for container named x is not a container in the TaskDefinition.");
  }

  @Test
  void aRoleThatEcsCannotAssumeIsRefused() {
    roles.trusted.add(ROLE);
    launcher.check(request("{'taskRoleArn':'%s','executionRoleArn':'%s'}".formatted(ROLE, ROLE)));
    assertThat(roles.asked)
        .containsExactly(
            ROLE + " ecs-tasks.amazonaws.com arn:aws:ecs:eu-west-1:123456789012:cluster/c",
            ROLE + " ecs-tasks.amazonaws.com arn:aws:ecs:eu-west-1:123456789012:cluster/c");
    refused(request("{'taskRoleArn':'arn:other'}"), "unable to assume the role 'arn:other'");
    refused(request("{'executionRoleArn':'arn:other'}"), "unable to assume the role 'arn:other'");
  }

  @Test
  void aWorldThatEndsStartsNothingAndWaitsForItsSupervisors() throws Exception {
    Task task = launcher.launch(region, request("{}"));
    await(task::running);
    launcher.close();
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> launcher.launch(region, request("{}")))
        .matches(error -> error.status() == 500);
    assertThat(region.tasks().all()).containsExactly(task);
    assertThat(host.asked).doesNotContain("remove a");
  }

  private void refused(TaskRequest request, String why) {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> launcher.check(request))
        .withMessageContaining(why);
  }

  private static TaskRequest request(String overrides) {
    return EcsRequests.request(
        EcsRequests.registered("{'name':'a','image':'i'},{'name':'b','image':'i'}"),
        TaskOverrides.of(EcsRequests.json(overrides)));
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (true) {
      long seen = region.changes().count();
      if (condition.getAsBoolean()) {
        return;
      }
      assertThat(System.nanoTime()).as("in time; asked: %s", host.asked).isLessThan(deadline);
      region.changes().await(seen, Duration.ofMillis(20));
    }
  }

  /** An account that lets ECS assume some roles. */
  private static final class Roles implements LocalAccount {
    final List<String> trusted = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();

    @Override
    public RoleCredentials assumeRole(
        String roleArn,
        String servicePrincipal,
        String sessionName,
        Duration lifetime,
        String sourceArn) {
      asked.add(roleArn + " " + servicePrincipal + " " + sourceArn);
      if (!trusted.contains(roleArn)) {
        throw new AwsError(403, "AccessDenied", "not trusted");
      }
      return new RoleCredentials("AKIA", "secret", "token", EcsRequests.START, roleArn);
    }

    @Override
    public RoleCredentials assumeRole(
        String roleArn, String servicePrincipal, String sessionName, Duration lifetime) {
      throw new UnsupportedOperationException("without a resource");
    }

    @Override
    public String accountId() {
      return "123456789012";
    }

    @Override
    public URI endpoint() {
      throw new UnsupportedOperationException();
    }

    @Override
    public AccountClients clients(String region) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Caller verifyPresigned(URI url, Map<String, String> signedHeaders) {
      throw new UnsupportedOperationException();
    }
  }
}
