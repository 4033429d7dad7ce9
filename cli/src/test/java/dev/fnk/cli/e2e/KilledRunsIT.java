package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run leaves that was killed does not fail the next one, nor a user's next lab unnamed. */
final class KilledRunsIT {
  private static final String IMAGE = "fnk-e2e-killed:1";

  private final Home home =
      Home.with(
          """
          lab: e2e-killed
          local: true
          network:
            vpcCidr: 10.179.0.0/16
          """);

  @AfterEach
  void end() {
    World.end(home);
  }

  @Test
  void scriptsTestRemovesThemAndLeavesWhatIsServed() {
    // Whether others run their tests on this machine now is not the matter here.
    var run = clear("another_run() { return 1; }");

    assertThat(run.exits(0).out().lines())
        .contains("network fnk-served")
        .doesNotContain(
            "container fnk-killed", "network fnk-killed", "volume fnk-killed", "image " + IMAGE)
        .noneMatch(line -> line.startsWith("folder "));
    assertThat(run.err())
        .containsPattern("removing what a run that was killed has left: \\S*fnk-killed-")
        .containsPattern("the local lab in \\S*fnk-served-\\S* still runs");
  }

  @Test
  void whileAnotherRunGoesOnAllIsLeft() {
    var run = clear("FNK_TEST_RUN=1 sleep 600 & others=$!");

    assertThat(run.exits(0).out().lines())
        .contains(
            "container fnk-killed", "network fnk-killed", "volume fnk-killed", "image " + IMAGE)
        .anyMatch(line -> line.startsWith("folder "));
    assertThat(run.err()).contains("another run of the tests goes on");
  }

  /**
   * Tells what is there after two worlds have been looked at, of which one is served: those below a
   * folder for temporary files of their own, and no others.
   */
  private Run clear(String before) {
    return home.bash(
        """
        export TMPDIR=$HOME/tmp task=test others=
        . lib/say.sh
        . lib/killed-runs.sh
        mkdir "$TMPDIR"
        killed=$(mktemp -d "$TMPDIR/fnk-killed-XXXXXX") served=$(mktemp -d "$TMPDIR/fnk-served-XXXXXX")
        world=$killed/state/fnk/local other=$served/state/fnk/local
        end() {
          kill %%1 $others
          docker rm --force fnk-killed
          docker network rm fnk-served fnk-killed
          docker volume rm fnk-killed
          docker image rm %1$s
        } >/dev/null 2>&1
        # Some of it has been removed by then, which is what the test is about.
        trap 'end || true' EXIT
        mkdir -p "$world" "$HOME/image/bin"
        cp /bin/busybox "$HOME/image/bin/sleep"
        tar -c -C "$HOME/image" . | docker import - %1$s >/dev/null
        echo %1$s >"$world/pulled-images"
        WORLD=$other sleep 600 &
        docker network create --label "fnk.dev/local=$world" fnk-killed >/dev/null
        docker network create --label "fnk.dev/local=$other" fnk-served >/dev/null
        docker volume create --label "fnk.dev/local=$world" fnk-killed >/dev/null
        docker run -d --network fnk-killed --label "fnk.dev/local=$world" --name fnk-killed %1$s /bin/sleep 600 >/dev/null
        %2$s
        clear_killed_runs
        docker ps -a --format 'container {{.Names}}'
        docker network ls --format 'network {{.Name}}'
        docker volume ls --format 'volume {{.Name}}'
        docker image ls --format 'image {{.Repository}}:{{.Tag}}'
        [ ! -e "$killed" ] || echo "folder $killed"
        """
            .formatted(IMAGE, before));
  }

  @Test
  void anotherWorldThatHasTheRangeIsNamedWithWhatEndsIt() {
    var killed = home.state().resolveSibling("killed");
    home.docker(
            "network",
            "create",
            "--label",
            "fnk.dev/local=" + killed,
            "--subnet",
            "10.179.0.0/16",
            "fnk-vpc-killed")
        .exits(0);
    try {
      home.fnk("local", "start").exits(0);

      var refused = home.fnk("up", "--stage", "base", "--yes");

      assertThat(refused.exits(1).err())
          .contains(
              "overlaps with network fnk-vpc-killed (10.179.0.0/16)",
              "FNK_STATE_DIR='" + killed + "' fnk local stop");
    } finally {
      home.set("FNK_STATE_DIR", killed.toString());
      home.fnk("local", "stop").exits(0);
      home.unset("FNK_STATE_DIR");
    }
    assertThat(home.docker("network", "ls", "--format", "{{.Name}}").exits(0).out())
        .doesNotContain("fnk-vpc-killed");
  }
}
