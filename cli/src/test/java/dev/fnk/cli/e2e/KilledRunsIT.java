package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
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
    var run =
        home.bash(
            """
            task=test FNK_TEST_RUN=%2$s
            . lib/say.sh
            . lib/killed-runs.sh
            killed=$(mktemp -d "${TMPDIR:-/tmp}/fnk-killed-XXXXXX") served=$(mktemp -d "${TMPDIR:-/tmp}/fnk-served-XXXXXX")
            world=$killed/state/fnk/local other=$served/state/fnk/local
            mkdir -p "$world" "$HOME/image/bin"
            cp /bin/busybox "$HOME/image/bin/sleep"
            tar -c -C "$HOME/image" . | docker import - %1$s >/dev/null
            echo %1$s >"$world/pulled-images"
            docker network create --label "fnk.dev/local=$world" fnk-killed >/dev/null
            docker network create --label "fnk.dev/local=$other" fnk-served >/dev/null
            docker volume create --label "fnk.dev/local=$world" fnk-killed >/dev/null
            docker run -d --network fnk-killed --label "fnk.dev/local=$world" --name fnk-killed %1$s /bin/sleep 600 >/dev/null
            WORLD=$other sleep 600 &
            trap 'kill %%1; docker network rm fnk-served >/dev/null; rm -rf "$served"' EXIT
            clear_killed_runs
            docker ps -a --format 'container {{.Names}}'
            docker network ls --format 'network {{.Name}}'
            docker volume ls --format 'volume {{.Name}}'
            docker image ls --format 'image {{.Repository}}:{{.Tag}}'
            [ ! -e "$killed" ] || echo "folder $killed"
            """
                .formatted(IMAGE, Objects.requireNonNullElse(System.getenv("FNK_TEST_RUN"), "")));

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
