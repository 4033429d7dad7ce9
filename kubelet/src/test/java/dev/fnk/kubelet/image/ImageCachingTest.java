package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fnk.kubelet.image.FakeRegistry.Answer;
import dev.fnk.kubelet.image.FakeRegistry.Asked;
import dev.fnk.kubelet.image.ImageLookup.Found;
import dev.fnk.kubelet.image.ImageLookup.NotNow;
import dev.fnk.kubelet.image.ImageLookup.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImageCachingTest {
  private static final String CONFIG = "{\"User\":\"10001\"}";

  private LookupWorld world;
  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    world = new LookupWorld(Duration.ofSeconds(30));
    registry = world.registry;
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private static ImageConfig found(ImageLookup answer) {
    assertThat(answer).isInstanceOf(Found.class);
    return ((Found) answer).config();
  }

  @Test
  void aThousandReplicasAskOnce() throws Exception {
    String digest = registry.image("a", "amd64", CONFIG, "v1");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<ImageLookup> one = () -> world.lookUp("a:v1");
      var answers = new HashSet<ImageLookup>();
      for (var answer : threads.invokeAll(Collections.nCopies(1000, one))) {
        answers.add(answer.get());
      }
      assertThat(answers).hasSize(1);
    }
    assertThat(registry.asked())
        .extracting(Asked::method, asked -> asked.path().replaceFirst("/v2/a/", ""))
        .hasSize(3)
        .startsWith(tuple("HEAD", "manifests/v1"), tuple("GET", "manifests/" + digest));
  }

  @Test
  void aTagIsAskedForAgainAfterHalfAMinuteAndItsImageIsReadOnlyIfItIsAnother()
      throws InterruptedException {
    registry.image("a", "amd64", "{\"User\":\"old\"}", "v1");
    world.lookUp("a:v1");
    registry.forget();

    world.pass(Duration.ofSeconds(29));
    world.lookUp("a:v1");
    assertThat(registry.asked()).isEmpty();

    world.pass(Duration.ofSeconds(1));
    assertThat(found(world.lookUp("a:v1")).user()).contains("old");
    assertThat(registry.asked()).extracting(Asked::method).containsExactly("HEAD");

    registry.image("a", "amd64", "{\"User\":\"new\"}", "v1");
    world.pass(Duration.ofSeconds(30));
    assertThat(found(world.lookUp("a:v1")).user()).contains("new");
  }

  @Test
  void aDigestIsAskedForOnce() throws InterruptedException {
    String digest = registry.image("a", "amd64", CONFIG);
    world.lookUp("a@" + digest);
    registry.forget();
    world.pass(Duration.ofHours(1));

    assertThat(found(world.lookUp("a@" + digest)).reference())
        .isEqualTo(registry.host() + "/a@" + digest);
    assertThat(registry.asked()).isEmpty();
  }

  @Test
  void aRegistryThatDoesNotTellTheDigestIsAskedForTheManifest() throws InterruptedException {
    String digest = registry.image("a", "amd64", CONFIG, "v1");
    registry.guardedBy(asked -> asked.method().equals("HEAD") ? Answer.of(200) : null);

    assertThat(found(world.lookUp("a:v1")).reference()).endsWith("@" + digest);
  }

  @Test
  void aRefusalIsGoodForTenSecondsAndTroubleForFive() throws InterruptedException {
    world.lookUp("a:v1");
    registry.image("a", "amd64", CONFIG, "v1");
    assertThat(world.lookUp("a:v1")).isInstanceOf(Refused.class);
    world.pass(Duration.ofSeconds(10));
    assertThat(world.lookUp("a:v1")).isInstanceOf(Found.class);

    registry.guardedBy(_ -> Answer.of(503));
    assertThat(world.lookUp("b:v1")).isInstanceOf(NotNow.class);
    registry.image("b", "amd64", CONFIG, "v1");
    registry.guardedBy(_ -> null);
    assertThat(world.lookUp("b:v1")).isInstanceOf(NotNow.class);
    world.pass(Duration.ofSeconds(5));
    assertThat(world.lookUp("b:v1")).isInstanceOf(Found.class);
  }
}
