package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.image.FakeRegistry.Answer;
import dev.fnk.kubelet.image.ImageLookup.Found;
import dev.fnk.kubelet.image.ImageLookup.NotNow;
import dev.fnk.kubelet.image.ImageLookup.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ImageConfigsTest {
  private static final String CONFIG =
      """
      {"Entrypoint":["/app"],"Cmd":["-v","x"],"Env":["PATH=/bin","A=b=c"],"WorkingDir":"/srv",
       "User":"10001:app","StopSignal":"SIGQUIT"}
      """;

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

  private static String refused(ImageLookup answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo("ErrImagePull"));
    return ((Refused) answer).message();
  }

  private String index(String... entries) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(Manifest.OCI_INDEX, String.join(",", entries));
  }

  private static String entry(String digest, String os, String architecture, String variant) {
    return """
        {"mediaType":"%s","digest":"%s","size":1,
         "platform":{"os":"%s","architecture":"%s","variant":"%s"}}
        """
        .formatted(Manifest.DOCKER_IMAGE, digest, os, architecture, variant);
  }

  @Test
  void whatAnImageSaysOfItselfIsRead() throws InterruptedException {
    String digest = registry.image("team/app", "amd64", CONFIG, "v1");

    assertThat(found(world.lookUp("team/app:v1")))
        .isEqualTo(
            new ImageConfig(
                registry.host() + "/team/app@" + digest,
                List.of("/app"),
                List.of("-v", "x"),
                List.of("PATH=/bin", "A=b=c"),
                Optional.of("/srv"),
                Optional.of("10001:app"),
                Optional.of("SIGQUIT"),
                Set.of(Architecture.AMD64)));
  }

  @Test
  void whatAnImageDoesNotSayIsNotThere() throws InterruptedException {
    registry.image(
        "a", "amd64", "{\"Entrypoint\":null,\"User\":\"\",\"WorkingDir\":\"\"}", "latest");

    ImageConfig config = found(world.lookUp("a"));

    assertThat(config.entrypoint()).isEmpty();
    assertThat(config.cmd()).isEmpty();
    assertThat(config.env()).isEmpty();
    assertThat(config.workingDir()).isEmpty();
    assertThat(config.user()).isEmpty();
    assertThat(config.stopSignal()).isEmpty();
  }

  @Test
  void ofAnIndexTheImageOfThePlatformIsReadAndTheIndexPinned() throws InterruptedException {
    String amd = registry.image("a", "amd64", "{\"User\":\"amd\"}");
    String arm = registry.image("a", "arm64", "{\"User\":\"arm\"}");
    String digest =
        registry.manifest(
            "a",
            Manifest.OCI_INDEX,
            index(
                entry(arm, "unknown", "unknown", ""),
                entry(arm, "windows", "amd64", ""),
                entry(arm, "linux", "amd64", "v3"),
                entry(amd, "linux", "arm", "v7"),
                entry(arm, "linux", "arm64", "v8"),
                entry(amd, "linux", "amd64", "")),
            "v1");
    String image = registry.host() + "/a:v1";

    ImageConfig onAmd = found(world.images.of(image, Architecture.AMD64, List.of()));
    ImageConfig onArm = found(world.images.of(image, Architecture.ARM64, List.of()));

    assertThat(onAmd.user()).contains("amd");
    assertThat(onArm.user()).contains("arm");
    assertThat(List.of(onAmd, onArm))
        .allSatisfy(
            config -> {
              assertThat(config.reference()).isEqualTo(registry.host() + "/a@" + digest);
              assertThat(config.architectures())
                  .containsExactlyInAnyOrder(Architecture.AMD64, Architecture.ARM64);
            });
  }

  @Test
  void anImageForAnotherArchitectureIsRefusedAndSaysForWhich() throws InterruptedException {
    String arm = registry.image("a", "arm64", "{}", "single");
    registry.manifest("a", Manifest.OCI_INDEX, index(entry(arm, "linux", "arm64", "")), "list");

    for (String tag : List.of("single", "list")) {
      assertThat(world.lookUp("a:" + tag))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.available()).containsExactly(Architecture.ARM64);
                assertThat(refused.message())
                    .isEqualTo(
                        "failed to pull and unpack image \"%s/a:%s\": no match for platform in"
                                .formatted(registry.host(), tag)
                            + " manifest: not found");
              });
    }
  }

  @Test
  void anImageThatIsNotThereIsNotFound() throws InterruptedException {
    String image = registry.host() + "/a:v1";

    assertThat(refused(world.lookUp("a:v1")))
        .isEqualTo(
            "failed to pull and unpack image \"%s\": failed to resolve reference \"%s\": %s: not found"
                .formatted(image, image, image));
  }

  @Test
  void whatIsNoNameIsRefusedWithoutAsking() throws InterruptedException {
    assertThat(world.lookUp("UPPER"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo("InvalidImageName");
              assertThat(refused.message()).contains("invalid reference format");
            });
    assertThat(registry.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503})
  void aRegistryInTroubleIsAskedAgain(int status) throws InterruptedException {
    registry.guardedBy(_ -> Answer.of(status));

    assertThat(world.lookUp("a"))
        .isInstanceOfSatisfying(
            NotNow.class,
            later ->
                assertThat(later.message()).contains("unexpected status").contains("" + status));
  }

  @Test
  void aRegistryThatIsNotThereIsAskedAgain() throws InterruptedException {
    registry.close();

    assertThat(world.lookUp("a"))
        .isInstanceOfSatisfying(
            NotNow.class,
            later -> assertThat(later.message()).contains("failed to do request: HEAD http://"));
  }

  @Test
  void aRegistryThatDoesNotAnswerIsGivenUp() throws Exception {
    var never = new CountDownLatch(1);
    try (var impatient = new LookupWorld(Duration.ofMillis(300))) {
      impatient.registry.guardedBy(
          _ -> {
            never.await();
            return null;
          });

      assertThat(impatient.lookUp("a")).isInstanceOf(NotNow.class);
      never.countDown();
    }
  }

  @Test
  void whatHasAnotherDigestIsNotBelieved() throws InterruptedException {
    String digest = registry.image("a", "amd64", "{}", "v1");
    String other = FakeRegistry.sha256(new byte[] {1});
    registry.put(
        "/v2/a/manifests/" + digest,
        new Answer(
            200,
            Map.of("Content-Type", Manifest.DOCKER_IMAGE),
            "{}".getBytes(StandardCharsets.UTF_8)));

    assertThat(refused(world.lookUp("a:v1"))).contains("another digest");

    String forged =
        "{\"mediaType\":\"%s\",\"config\":{\"digest\":\"%s\"}}"
            .formatted(Manifest.OCI_IMAGE, other);
    registry.manifest("a", Manifest.OCI_IMAGE, forged, "v2");
    registry.put("/v2/a/blobs/" + other, new Answer(200, Map.of(), new byte[] {2}));

    assertThat(refused(world.lookUp("a:v2"))).contains("another digest");
  }

  @Test
  void whatIsTooMuchIsNotRead() throws InterruptedException {
    registry.manifest("a", Manifest.OCI_IMAGE, "\"" + "x".repeat(4 << 20) + "\"", "manifest");
    String blob = registry.blob("a", new byte[(4 << 20) + 1]);
    registry.manifest(
        "a",
        Manifest.OCI_IMAGE,
        "{\"mediaType\":\"%s\",\"config\":{\"digest\":\"%s\"}}".formatted(Manifest.OCI_IMAGE, blob),
        "config");

    for (String tag : List.of("manifest", "config")) {
      assertThat(refused(world.lookUp("a:" + tag))).contains("more than 4194304 octets");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "no json",
        "{\"mediaType\":\"application/vnd.docker.distribution.manifest.v1+prettyjws\"}",
        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}",
        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"digest\":\"../x\"}}",
        "[]"
      })
  void aManifestThatNobodyCanUseIsRefused(String json) throws InterruptedException {
    registry.manifest("a", "text/plain", json, "v1");

    assertThat(refused(world.lookUp("a:v1"))).contains("failed to resolve reference");
  }
}
