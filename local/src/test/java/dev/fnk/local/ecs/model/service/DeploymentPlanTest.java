package dev.fnk.local.ecs.model.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeploymentPlanTest {
  @Test
  void startsWhatIsMissing() {
    assertThat(DeploymentPlan.of(3, 100, 200, 1, 1, 0, 0, 0)).isEqualTo(plan(2, 0, 0));
    assertThat(DeploymentPlan.of(3, 100, 200, 3, 3, 0, 0, 0)).isEqualTo(plan(0, 0, 0));
    assertThat(DeploymentPlan.of(0, 100, 200, 0, 0, 0, 0, 0)).isEqualTo(plan(0, 0, 0));
  }

  @Test
  void stopsWhatIsTooMuch() {
    assertThat(DeploymentPlan.of(1, 100, 200, 3, 3, 0, 0, 0)).isEqualTo(plan(0, 0, 2));
  }

  @Test
  void neverTwoAtOnceWithMaximum100() {
    assertThat(DeploymentPlan.of(1, 0, 100, 0, 0, 1, 1, 0)).isEqualTo(plan(0, 1, 0));
    // The old one is still ending: nothing starts.
    assertThat(DeploymentPlan.of(1, 0, 100, 0, 0, 0, 0, 1)).isEqualTo(plan(0, 0, 0));
    assertThat(DeploymentPlan.of(1, 0, 100, 0, 0, 0, 0, 0)).isEqualTo(plan(1, 0, 0));
  }

  @Test
  void keepsTheOldUntilTheNewRuns() {
    assertThat(DeploymentPlan.of(1, 100, 200, 0, 0, 1, 1, 0)).isEqualTo(plan(1, 0, 0));
    assertThat(DeploymentPlan.of(1, 100, 200, 1, 0, 1, 1, 0)).isEqualTo(plan(0, 0, 0));
    assertThat(DeploymentPlan.of(1, 100, 200, 1, 1, 1, 1, 0)).isEqualTo(plan(0, 1, 0));
  }

  @Test
  void oldTasksThatDoNotRunYetGoAtOnce() {
    assertThat(DeploymentPlan.of(1, 100, 200, 0, 0, 1, 0, 0)).isEqualTo(plan(1, 1, 0));
  }

  @Test
  void percentagesRoundTowardsMoreHealthAndFewerTasks() {
    // 50 % of three are two that stay.
    assertThat(DeploymentPlan.of(3, 50, 100, 0, 0, 3, 3, 0)).isEqualTo(plan(0, 1, 0));
    assertThat(DeploymentPlan.of(2, 50, 100, 0, 0, 2, 2, 0)).isEqualTo(plan(0, 1, 0));
    // 150 % of three are four at once.
    assertThat(DeploymentPlan.of(3, 100, 150, 0, 0, 3, 3, 0)).isEqualTo(plan(1, 0, 0));
  }

  @Test
  void oneTaskAtLeastMayRun() {
    assertThat(DeploymentPlan.of(1, 0, 50, 0, 0, 0, 0, 0)).isEqualTo(plan(1, 0, 0));
    assertThat(DeploymentPlan.of(1, 0, 1, 0, 0, 0, 0, 0)).isEqualTo(plan(1, 0, 0));
    assertThat(DeploymentPlan.of(1, 0, 0, 0, 0, 0, 0, 0)).isEqualTo(plan(0, 0, 0));
    assertThat(DeploymentPlan.of(0, 0, 200, 0, 0, 1, 1, 0)).isEqualTo(plan(0, 1, 0));
  }

  private static DeploymentPlan plan(int start, int stopOld, int stopNew) {
    return new DeploymentPlan(start, stopOld, stopNew);
  }
}
