package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Two processes build one lab at once: both succeed, and there is one lab. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoRunsIT {
  private static final String LAB = "e2e-two-runs";
  private static final Filter TAG = Filter.builder().name("tag:fnk.dev/lab").values(LAB).build();

  private final Home home =
      Home.with(
          """
          lab: e2e-two-runs
          local: true
          network:
            vpcCidr: 10.187.0.0/16
          """);

  @BeforeAll
  void start() {
    home.fnk("local", "start").exits(0);
  }

  @AfterAll
  void stop() {
    World.end(home);
  }

  @RepeatedTest(2)
  void twoRunsMakeOneLab() throws InterruptedException {
    var runs =
        Stream.of("one", "two")
            .map(n -> home.start(home.file(n), "up", "--stage", "ecs", "--yes"))
            .toList();
    for (var run : runs) {
      assertThat(run.waitFor(10, TimeUnit.MINUTES)).isTrue();
    }

    assertThat(runs.stream().map(Process::exitValue).toList())
        .as(home.text("one") + home.text("two"))
        .isEqualTo(List.of(0, 0));
    try (var account = World.account(home)) {
      var ec2 = account.ec2;
      assertThat(ec2.describeVpcs(r -> r.filters(TAG)).vpcs()).hasSize(1);
      assertThat(ec2.describeSubnets(r -> r.filters(TAG)).subnets()).hasSize(2);
      assertThat(ec2.describeInternetGateways(r -> r.filters(TAG)).internetGateways()).hasSize(1);
      assertThat(ec2.describeRouteTables(r -> r.filters(TAG)).routeTables()).hasSize(1);
      assertThat(ec2.describeSecurityGroups(r -> r.filters(TAG)).securityGroups()).hasSize(2);
    }
    home.fnk("plan", "--stage", "ecs").exits(0);
    home.fnk("teardown", "--yes").exits(0);
  }
}
