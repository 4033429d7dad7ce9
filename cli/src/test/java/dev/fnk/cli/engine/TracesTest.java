package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.resource.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracesTest {
  private final FakeResource.Cloud cloud = new FakeResource.Cloud();
  private final FakeResource vpc = new FakeResource(cloud, "vpc", "a");

  @Test
  void aResourceThatIsAddedToTheLabIsFoundWithoutBeingNamedAgain() {
    var lab = new ArrayList<dev.fnk.cli.resource.Resource<?>>(List.of(vpc));
    cloud.things.put("vpc", "a");
    cloud.things.put("queue", "a");
    assertThat(Traces.of(lab)).extracting(Trace::arn).containsExactly("arn:vpc");

    lab.add(new FakeResource(cloud, "queue", "a", vpc));

    assertThat(Traces.of(lab))
        .containsExactly(
            Trace.left("fake:thing", "arn:vpc", "up"), Trace.left("fake:thing", "arn:queue", "up"));
  }

  @Test
  void whatOthersMadeIsNotTheLabs() {
    cloud.things.put("vpc", FakeResource.OF_OTHERS);

    assertThat(Traces.of(List.of(vpc))).isEmpty();
  }

  @Test
  void whatCannotBeReadMayBeThere() {
    assertThat(Traces.of(List.of(new Unreadable())))
        .containsExactly(Trace.left("fake:unreadable", "u", "cannot be read: no answer"));
  }

  @Test
  void whatIsInsideOfSomethingIsToldByThat() {
    cloud.things.put("vpc", "a");

    assertThat(Traces.of(List.of(vpc, new Unreadable.Left(vpc))))
        .extracting(Trace::arn)
        .containsExactly("arn:vpc");
  }
}
