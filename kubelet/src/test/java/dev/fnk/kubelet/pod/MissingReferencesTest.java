package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.reference.Need;
import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.reference.Reading.Absence;
import dev.fnk.kubelet.task.Resolution;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One event a reason, with all that it is about. */
final class MissingReferencesTest {
  private static Absence of(
      Need.Kind kind, String name, String key, boolean optional, Need.Place place, String words) {
    return new Absence(new Need(kind, name, key, optional, place), words);
  }

  private static Absence secret(String name, boolean optional, Need.Place place) {
    return of(Need.Kind.SECRET, name, "", optional, place, "secret \"" + name + "\" not found");
  }

  private static Absence map(String name, boolean optional, Need.Place place) {
    return of(
        Need.Kind.CONFIG_MAP, name, "", optional, place, "configmap \"" + name + "\" not found");
  }

  private static Action.Tell told(String reason, String message) {
    return new Action.Tell(true, reason, message);
  }

  private static List<Action.Tell> missing(Absence... absent) {
    var reading = new Reading.Missing(List.of(absent));
    return MissingReferences.told(new Resolution.Missing(reading.what(), reading.absent()));
  }

  @Test
  void whatAVolumeNeedsIsNotMountedAndWhatAnEnvironmentNeedsFails() {
    assertThat(
            missing(
                secret("a", false, Need.Place.ENVIRONMENT),
                map("m", false, Need.Place.VOLUME),
                secret("b", false, Need.Place.ENVIRONMENT)))
        .containsExactly(
            told("FailedMount", "configmap \"m\" not found"),
            told("Failed", "secret \"a\" not found; secret \"b\" not found"),
            told("MandatorySecretNotFound", "secret \"a\" not found; secret \"b\" not found"),
            told("MandatoryConfigMapNotFound", "configmap \"m\" not found"));
  }

  @Test
  void whatNeedNotBeThereIsToldByItsOwnReasons() {
    assertThat(
            MissingReferences.told(
                List.of(
                    secret("a", true, Need.Place.ENVIRONMENT),
                    secret("pull", true, Need.Place.PULL_SECRET),
                    map("m", true, Need.Place.VOLUME))))
        .containsExactly(
            told("OptionalSecretNotFound", "secret \"a\" not found"),
            told("OptionalConfigMapNotFound", "configmap \"m\" not found"));
  }

  @Test
  void aKeyThatIsMissingIsNoObjectThatIs() {
    Absence key =
        of(
            Need.Kind.CONFIG_MAP,
            "m",
            "k",
            false,
            Need.Place.ENVIRONMENT,
            "couldn't find key k in ConfigMap default/m");

    assertThat(missing(key, secret("o", true, Need.Place.VOLUME)))
        .containsExactly(
            told("Failed", "couldn't find key k in ConfigMap default/m"),
            told("MandatoryConfigMapKeyNotFound", "couldn't find key k in ConfigMap default/m"),
            told("OptionalSecretNotFound", "secret \"o\" not found"));
  }
}
