package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.config.TracingSettings;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.tracing.FakeCollector;
import dev.fnk.kubelet.tracing.FakeCollector.Received;
import dev.fnk.kubelet.tracing.Tracing;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The traces of a whole node in virtual time, as a collector gets them. */
class PodWayTest {
  private FakeCollector collector;
  private Tracing tracing;
  private World world;

  @BeforeEach
  void start() throws IOException {
    collector = new FakeCollector();
    tracing =
        Tracing.to(
            new TracingSettings(collector.endpoint(), TracingSettings.ALL), Pods.CONFIG, "0.1.0");
    world = new World(tracing.pods());
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  /** Those that have ended, by name, of a node that ends now. */
  private List<Received> sent() {
    tracing.close();
    return collector.spans;
  }

  private static Received one(List<Received> spans, String name) {
    assertThat(spans).filteredOn(span -> span.name().equals(name)).hasSize(1);
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aStartIsOneTraceFromSeenToReady() {
    world.start();
    var pod = world.create("web");
    world.pass(60);

    List<Received> spans = sent();
    assertThat(spans)
        .extracting(Received::name)
        .containsExactlyInAnyOrder(
            "pod start",
            "resolve inputs",
            "RunTask",
            "task starts",
            "agent proves itself",
            "instruct agent",
            "start containers",
            "become ready");
    Received root = one(spans, "pod start");
    assertThat(root.parent()).isEmpty();
    assertThat(root.attributes())
        .isEqualTo(
            Map.of(
                "k8s.namespace.name", "default",
                "k8s.pod.name", "web",
                "k8s.pod.uid", pod.getMetadata().getUid(),
                "aws.ecs.task.id", world.task(0).id(),
                "fnk.attempt", "0",
                "fnk.result", "ready"));
    assertThat(spans)
        .filteredOn(span -> !span.equals(root))
        .allSatisfy(
            span -> {
              assertThat(span.trace()).isEqualTo(root.trace());
              assertThat(span.parent()).isEqualTo(root.id());
              assertThat(span.attributes()).isEmpty();
            });
    assertThat(one(spans, "resolve inputs").start()).isEqualTo(root.start());
    assertThat(one(spans, "RunTask").start()).isEqualTo(one(spans, "resolve inputs").end());
    assertThat(one(spans, "agent proves itself").start()).isEqualTo(one(spans, "RunTask").end());
    assertThat(one(spans, "instruct agent").start())
        .isEqualTo(one(spans, "agent proves itself").end());
    assertThat(one(spans, "become ready").end()).isEqualTo(root.end());
    assertThat(root.end()).isAfter(root.start());
  }

  @Test
  void anEndIsAnotherTraceThatNamesItsStart() {
    world.start();
    world.create("web");
    world.pass(60);
    world.cluster.delete("web");
    world.pass(60);
    assertThat(world.cluster.pods()).isEmpty();

    List<Received> spans = sent();
    Received start = one(spans, "pod start");
    Received end = one(spans, "pod end");
    assertThat(end.trace()).isNotEqualTo(start.trace());
    assertThat(end.links()).containsExactly(start.id());
    assertThat(end.attributes()).containsEntry("aws.ecs.task.id", world.task(0).id());
    assertThat(List.of("end containers", "stop task", "leave the API"))
        .allSatisfy(name -> assertThat(one(spans, name).parent()).isEqualTo(end.id()));
    assertThat(one(spans, "end containers").start()).isEqualTo(end.start());
    assertThat(one(spans, "leave the API").end()).isEqualTo(end.end());
  }

  @Test
  void anAttemptAfterAnotherNamesItsPredecessor() {
    world.start();
    world.create("web", "Never");
    world.pass(30);
    world.cluster.changeImage("web", "nginx:2");
    world.pass(90);

    List<Received> starts =
        sent().stream().filter(span -> span.name().equals("pod start")).toList();
    assertThat(starts).extracting(s -> s.attributes().get("fnk.attempt")).containsExactly("0", "1");
    assertThat(starts.get(1).trace()).isNotEqualTo(starts.get(0).trace());
    assertThat(starts.get(1).links()).containsExactly(starts.get(0).id());
    assertThat(one(collector.spans, "pod end").links()).containsExactly(starts.get(0).id());
  }

  @Test
  void whatAPodWaitsForIsAnEventWithoutItsWords() {
    world.inputs = (_, _) -> new Resolution.NotNow("ErrImagePull", "no such secret-image");
    world.start();
    world.create("web");
    world.pass(20);
    world.cluster.delete("web");
    world.pass(60);

    Received root = one(sent(), "pod start");
    assertThat(root.events()).contains("waits[ErrImagePull]");
    assertThat(root.attributes()).containsEntry("fnk.result", "ended");
    assertThat(collector.raw.toString()).contains("ErrImagePull").doesNotContain("secret-image");
  }

  @Test
  void ofAStartThatAnEarlierNodeHasBegunThereIsNoTrace() {
    world.start();
    world.create("web");
    world.pass(60);
    var before = List.copyOf(world.ecs.tasks());
    world.restart();
    world.pass(60);
    assertThat(world.ecs.tasks()).isEqualTo(before);
    world.cluster.delete("web");
    world.pass(60);

    List<Received> spans = sent();
    assertThat(one(spans, "pod start").attributes()).containsEntry("fnk.result", "ready");
    assertThat(one(spans, "pod end").attributes()).containsKey("fnk.pod.phase");
  }
}
