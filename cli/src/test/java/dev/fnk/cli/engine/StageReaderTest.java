package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.stage.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageReaderTest {
  private final FakeResource.Cloud cloud = new FakeResource.Cloud();
  private final FakeResource vpc = new FakeResource(cloud, "vpc", "a");
  private final FakeResource role = new FakeResource(cloud, "role", "a");

  @Test
  void aStageIsUpPartialAbsentOrDrifted() {
    assertThat(read(vpc, role).state()).isEqualTo("absent");
    cloud.things.put("vpc", "a");
    assertThat(read(vpc, role).state()).isEqualTo("partial");
    cloud.things.put("role", "a");
    assertThat(read(vpc, role).state()).isEqualTo("up");
    cloud.things.put("role", "b");
    assertThat(read(vpc, role).state()).isEqualTo("drifted");
  }

  @Test
  void aStageOfWhichSomeCannotBeReadIsUnknownAndSaysWhy() {
    cloud.things.put("vpc", "a");

    var stage = read(vpc, new Unreadable());

    assertThat(stage.state()).isEqualTo("unknown");
    assertThat(stage.reason()).contains("no answer");
    assertThat(stage.resources()).extracting(r -> r.state()).containsExactly("up", "unknown");
  }

  @Test
  void whatLeansOnSomethingThatCannotBeReadIsNotCalledAbsent() {
    var unreadable = new Unreadable();
    var leaning = new FakeResource(cloud, "leaning", "a", unreadable);

    var seen = StateReader.observe(List.<Resource<?>>of(unreadable, leaning), _ -> true);
    var stage = new StageReader(seen).read(Stage.ECS, List.of(leaning));

    assertThat(stage.state()).isEqualTo("unknown");
    assertThat(stage.reason()).contains("fake:unreadable u cannot be read");
  }

  @Test
  void whatIsSeenThoughItLeansOnSomethingUnreadIsKnown() {
    cloud.things.put("leaning", "a");
    var unreadable = new Unreadable();
    var leaning = new FakeResource(cloud, "leaning", "a", unreadable);

    var seen = StateReader.observe(List.<Resource<?>>of(unreadable, leaning), _ -> true);

    assertThat(new StageReader(seen).read(Stage.ECS, List.of(leaning)).state()).isEqualTo("up");
  }

  private static LabStatus.StageStatus read(ManagedResource<?>... resources) {
    var all = List.of(resources);
    return new StageReader(StateReader.observe(all, _ -> true)).read(Stage.BASE, all);
  }
}
