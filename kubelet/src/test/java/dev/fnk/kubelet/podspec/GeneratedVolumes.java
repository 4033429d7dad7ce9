package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.List;

/** Volumes of all kinds that an agent lays, and one that it does not. */
final class GeneratedVolumes {
  private final Choice choice;

  GeneratedVolumes(Choice choice) {
    this.choice = choice;
  }

  Volume volume() {
    var volume = new VolumeBuilder().withName("v" + choice.below(1000));
    Integer mode = choice.maybe(3, () -> choice.below(0777 + 1));
    Boolean optional = choice.maybe(3, choice::either);
    return switch (choice.below(6)) {
      case 0 -> volume.withNewEmptyDir().endEmptyDir().build();
      case 1 ->
          volume
              .withNewConfigMap()
              .withDefaultMode(mode)
              .withItems(configItems())
              .withName(choice.one("map-0", "none"))
              .withOptional(true)
              .endConfigMap()
              .build();
      case 2 ->
          volume
              .withNewSecret()
              .withDefaultMode(mode)
              .withOptional(optional)
              .withSecretName(choice.often(30) ? "none" : "secret-1")
              .endSecret()
              .build();
      case 3 ->
          volume
              .withNewDownwardAPI()
              .withDefaultMode(mode)
              .addNewItem()
              .withPath("labels")
              .withNewFieldRef("v1", choice.one("metadata.labels", "metadata.annotations"))
              .endItem()
              .addNewItem()
              .withPath("dir/size")
              .withResourceFieldRef(choice.resource("web"))
              .endItem()
              .endDownwardAPI()
              .build();
      case 4 -> volume.withNewPersistentVolumeClaim("claim", false).build();
      default ->
          volume
              .withNewProjected()
              .withDefaultMode(mode)
              .withSources(choice.some(5, this::projection))
              .endProjected()
              .build();
    };
  }

  private List<KeyToPath> configItems() {
    return choice.some(
        2,
        () ->
            new KeyToPath(
                choice.one("a", "c.conf", "none"),
                choice.maybe(2, () -> 0400),
                choice.one("x/y", "z"),
                null));
  }

  private VolumeProjection projection() {
    var source = new VolumeProjectionBuilder();
    return switch (choice.below(40)) {
      case 0 ->
          source
              .withNewClusterTrustBundle()
              .withName("b")
              .withPath("b")
              .endClusterTrustBundle()
              .build();
      case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ->
          source
              .withNewConfigMap()
              .withName("map-0")
              .withOptional(choice.maybe(2, choice::either))
              .endConfigMap()
              .build();
      case 11, 12, 13, 14, 15, 16, 17, 18 ->
          source
              .withNewSecret()
              .withName("secret-0")
              .withItems(new KeyToPath("user", choice.maybe(2, () -> 0440), "u", null))
              .endSecret()
              .build();
      case 19, 20, 21 ->
          source
              .withNewServiceAccountToken()
              .withAudience("vault")
              .withExpirationSeconds(600L)
              .withPath("vault")
              .endServiceAccountToken()
              .build();
      default ->
          source.withNewServiceAccountToken().withPath("token").endServiceAccountToken().build();
    };
  }
}
