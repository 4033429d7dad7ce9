package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code scripts/test} sees what a run leaves on the machine, or takes from it. Needs root. */
final class MachineStateIT {
  private final Home home = Home.with("local: true\n");

  @AfterEach
  void end() {
    home.close();
  }

  private Run change(String change) {
    return home.bash(
        """
        . lib/machine-state.sh
        before=$(mktemp) after=$(mktemp)
        trap 'rm -f "$before" "$after"' EXIT
        machine_state >"$before"
        %s
        machine_state >"$after"
        machine_differences "$before" "$after"
        """
            .formatted(change));
  }

  @Test
  void aMachineThatIsAsItWasIsNoDifference() {
    assertThat(change(":").exits(0).out()).isEmpty();
  }

  @Test
  void whatIsLeftHasItsName() {
    var run =
        change(
            """
            ip link add name fnk-left type bridge
            docker network create --label fnk-left fnk-left-network >/dev/null
            mkdir "$HOME/left" "$HOME/.kube" && touch "$HOME/.kube/config"
            FNK_TEST_RUN=$$
            FNK_TEST_RUN=$$ sleep 600 &
            until grep -qs sleep /proc/$!/cmdline; do sleep 0.1; done
            trap 'rm -f "$before" "$after"; kill %%1; ip link delete fnk-left; docker network rm fnk-left-network >/dev/null' EXIT
            """);
    assertThat(run.exits(1).out())
        .contains(
            "left behind: interface fnk-left\n",
            "left behind: network fnk-left-network (bridge)\n",
            "left behind: home left\n",
            "left behind: home .kube/config, changed ",
            "sleep 600")
        .doesNotContain("taken away");
  }

  @Test
  void whatIsTakenHasItsName() {
    var run =
        home.bash(
            """
            ip link add name fnk-taken type bridge
            . lib/machine-state.sh
            before=$(mktemp) after=$(mktemp)
            trap 'rm -f "$before" "$after"' EXIT
            machine_state >"$before"
            ip link delete fnk-taken
            machine_state >"$after"
            machine_differences "$before" "$after"
            """);
    assertThat(run.exits(1).out()).isEqualTo("taken away: interface fnk-taken\n");
  }

  /** One that is told to have no bridge deletes the machine's. */
  @Test
  void aSecondEngineLeavesTheMachineAsItWas() {
    home.bash(look("before")).exits(0);
    var engine = new OwnEngine();
    try {
      engine.start();
      home.docker("--host", engine.host(), "network", "create", "--subnet", "10.187.1.0/24", "own")
          .exits(0);
      engine.stop();
      engine.start();
      home.docker("--host", engine.host(), "network", "rm", "own").exits(0);
    } finally {
      engine.close();
    }
    home.bash(look("after")).exits(0);
    assertThat(
            home.bash(
                    """
                    . lib/machine-state.sh
                    machine_differences "$HOME/before" "$HOME/after"
                    """)
                .exits(0)
                .out())
        .isEmpty();
  }

  /** The state is written outside of the folders that are looked at. */
  private static String look(String file) {
    return """
        . lib/machine-state.sh
        (HOME=/nonexistent machine_state) >"$HOME/%s"
        """
        .formatted(file);
  }
}
