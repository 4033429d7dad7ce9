package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.image.ImageLookup;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.Kept;
import dev.fnk.kubelet.pullsecret.PullLogin;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.Claims;
import dev.fnk.kubelet.reference.Inheritance;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PodInputsTest {
  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("web")
          .withNamespace("team")
          .withUid("u")
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("web")
          .withImage("registry.example/web:1")
          .endContainer()
          .endSpec()
          .build();
  private static final ImageConfig CONFIG =
      new ImageConfig(
          "registry.example/web@sha256:2",
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of(Architecture.AMD64));
  private static final InheritedAnnotations ANNOTATIONS =
      new InheritedAnnotations(Map.of("a", "b"), Map.of("c", "d"));
  private static final Map<String, ClaimedVolume> VOLUMES =
      Map.of("shared", new ClaimedVolume("pv-1", new PersistentVolumeSpec()));

  private final Map<String, Object> answers = new HashMap<>();
  private ImageLookup image = new ImageLookup.Found(CONFIG, Optional.empty());
  private final Map<Architecture, ImageLookup> byArchitecture = new HashMap<>();
  private final List<Architecture> architectures = new ArrayList<>();
  private List<Architecture> has = List.of(Architecture.AMD64);
  private final List<PullLogin> kept = new ArrayList<>();
  private Kept keeping = new Kept.There("fnk/lab/pull-1");

  PodInputsTest() {
    answers.put(
        "read",
        new Reading.Resolved(
            new ResolvedReferences(Map.of(), Map.of(), Map.of(), List.of()),
            List.of(),
            Optional.empty()));
    answers.put("inherited", new Inheritance.Known(ANNOTATIONS));
    answers.put("claims", new Claims.Bound(VOLUMES));
  }

  private Resolution resolve() throws InterruptedException {
    return resolve(POD);
  }

  private Resolution resolve(Pod pod) throws InterruptedException {
    var references =
        (PodInputs.References)
            Proxy.newProxyInstance(
                PodInputs.References.class.getClassLoader(),
                new Class<?>[] {PodInputs.References.class},
                (_, method, _) -> answers.get(method.getName()));
    return new PodInputs(
            "10.0.0.9",
            references,
            new PodImages(
                (_, asked, _) -> {
                  architectures.add(asked);
                  return byArchitecture.getOrDefault(asked, image);
                },
                has),
            login -> {
              kept.add(login);
              return keeping;
            })
        .resolve(pod, () -> {});
  }

  @Test
  void allThatThePodNeedsIsBroughtTogether() throws InterruptedException {
    assertThat(resolve())
        .isInstanceOfSatisfying(
            Resolution.Resolved.class,
            resolved -> {
              assertThat(resolved.inputs().images()).isEqualTo(Map.of("web", CONFIG));
              assertThat(resolved.inputs().inherited()).isEqualTo(ANNOTATIONS);
              assertThat(resolved.inputs().claims()).isEqualTo(VOLUMES);
            });
  }

  /** Which role, which network, which file system it gets is not guessed. */
  @Test
  void whatCannotBeReadIsWaitedFor() throws InterruptedException {
    answers.put("claims", new Claims.NotNow("persistentvolumeclaim \"shared\" is not bound"));
    assertThat(resolve())
        .isEqualTo(
            new Resolution.NotNow(
                "ContainerCreating", "persistentvolumeclaim \"shared\" is not bound"));
    answers.put("inherited", new Inheritance.NotNow("serviceaccount \"a\" not found"));
    assertThat(resolve())
        .isEqualTo(new Resolution.NotNow("ContainerCreating", "serviceaccount \"a\" not found"));
  }

  @Test
  void anImageForAnotherArchitectureSaysForWhich() throws InterruptedException {
    image = new ImageLookup.Refused("ErrImagePull", "no match", Set.of(Architecture.ARM64));

    assertThat(resolve())
        .isEqualTo(
            new Resolution.NotNow(
                "ErrImagePull",
                "no match; it is there for [arm64], and the pod's task is of amd64"));
    assertThat(architectures).containsExactly(Architecture.AMD64);
  }

  private Architecture ofTask(Pod pod) throws InterruptedException {
    architectures.clear();
    return ((Resolution.Resolved) resolve(pod)).inputs().architecture().orElseThrow();
  }

  private static Pod annotated(String architecture) {
    return new PodBuilder(POD)
        .editMetadata()
        .addToAnnotations("fnk.dev/architecture", architecture)
        .endMetadata()
        .build();
  }

  @Test
  void anImageForTheOtherArchitectureAloneDecides() throws InterruptedException {
    has = List.of(Architecture.AMD64, Architecture.ARM64);
    assertThat(ofTask(POD)).isEqualTo(Architecture.AMD64);
    assertThat(architectures).containsExactly(Architecture.AMD64);

    byArchitecture.put(
        Architecture.AMD64,
        new ImageLookup.Refused("ErrImagePull", "no match", Set.of(Architecture.ARM64)));
    assertThat(ofTask(POD)).isEqualTo(Architecture.ARM64);
    assertThat(architectures).containsExactly(Architecture.AMD64, Architecture.ARM64);
  }

  /** A pod of two images that have nothing in common is told of the node's architecture. */
  @Test
  void imagesThatAreForDifferentOnesCannotRunTogether() throws InterruptedException {
    has = List.of(Architecture.AMD64, Architecture.ARM64);
    byArchitecture.put(
        Architecture.AMD64,
        new ImageLookup.Refused("ErrImagePull", "no amd64", Set.of(Architecture.ARM64)));
    byArchitecture.put(
        Architecture.ARM64,
        new ImageLookup.Refused("ErrImagePull", "no arm64", Set.of(Architecture.AMD64)));

    assertThat(resolve())
        .isEqualTo(
            new Resolution.NotNow(
                "ErrImagePull",
                "no amd64; it is there for [arm64], and the pod's task is of amd64"));
  }

  @Test
  void whatThePodAsksForIsNotLeftToItsImages() throws InterruptedException {
    has = List.of(Architecture.AMD64, Architecture.ARM64);
    assertThat(ofTask(annotated("arm64"))).isEqualTo(Architecture.ARM64);
    assertThat(architectures).containsExactly(Architecture.ARM64);

    Pod selecting =
        new PodBuilder(POD)
            .editSpec()
            .addToNodeSelector("kubernetes.io/arch", "arm64")
            .endSpec()
            .build();
    assertThat(ofTask(selecting)).isEqualTo(Architecture.ARM64);

    byArchitecture.put(
        Architecture.AMD64,
        new ImageLookup.Refused("ErrImagePull", "no match", Set.of(Architecture.ARM64)));
    assertThat(resolve(annotated("amd64"))).isInstanceOf(Resolution.NotNow.class);

    answers.put(
        "inherited",
        new Inheritance.Known(
            new InheritedAnnotations(Map.of("fnk.dev/architecture", "arm64"), Map.of())));
    assertThat(ofTask(POD)).isEqualTo(Architecture.ARM64);
    assertThat(resolve(annotated("amd64"))).isInstanceOf(Resolution.NotNow.class);
  }

  /** A pod that names two imagePullSecrets, the first of which is not there. */
  private Pod pulling() {
    String config =
        """
        {"auths": {"other.example": {"username": "o", "password": "p-o"},
          "registry.example": {"username": "u", "password": "p-u"}}}""";
    Map<String, byte[]> secret =
        Map.of(".dockerconfigjson", config.getBytes(StandardCharsets.UTF_8));
    answers.put(
        "read",
        new Reading.Resolved(
            new ResolvedReferences(Map.of("pull", secret), Map.of(), Map.of(), List.of()),
            List.of(),
            Optional.empty()));
    image = new ImageLookup.Found(CONFIG, Optional.of(new Login("u", "p-u")));
    return new PodBuilder(POD)
        .editSpec()
        .addNewImagePullSecret("missing")
        .addNewImagePullSecret("pull")
        .endSpec()
        .build();
  }

  @Test
  void theLoginThatOpenedTheRegistryIsHandedToEcs() throws InterruptedException {
    assertThat(resolve(pulling()))
        .isInstanceOfSatisfying(
            Resolution.Resolved.class,
            resolved ->
                assertThat(resolved.inputs().repositoryCredentials())
                    .isEqualTo(Map.of("web", "fnk/lab/pull-1")));
    assertThat(kept)
        .containsExactly(
            new PullLogin(
                new PullLogin.Owner("team", "pull"), "registry.example", new Login("u", "p-u")));
  }

  @Test
  void withoutItThereIsNoTask() throws InterruptedException {
    keeping = new Kept.NotNow("ThrottlingException: slow down");
    assertThat(resolve(pulling()))
        .isEqualTo(new Resolution.NotNow("ErrImagePull", "ThrottlingException: slow down"));
  }

  @Test
  void anOpenRegistryNeedsNone() throws InterruptedException {
    Pod pod = pulling();
    image = new ImageLookup.Found(CONFIG, Optional.empty());
    assertThat(resolve(pod))
        .isInstanceOfSatisfying(
            Resolution.Resolved.class,
            resolved -> assertThat(resolved.inputs().repositoryCredentials()).isEmpty());
    assertThat(kept).isEmpty();
  }
}
