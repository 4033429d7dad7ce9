package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerUserTest {
  private static final String WHOSE = " (pod: \"web-1_ns(uid-1)\", container: web)";

  /** Of the image's USER a kubelet takes the user alone, and root where there is none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // pod, container, image: uid, gid, user
        "{}|{}|''|0||",
        "{}|{}|1000|1000||",
        "{}|{}|1000:2000|1000||",
        "{}|{}|0:5|0||",
        "{}|{}|nginx|||nginx",
        "{}|{}|nginx:www|||nginx",
        "{}|{}|:5|0||",
        "{runAsUser: 7}|{}|nginx|7||",
        "{runAsUser: 7}|{runAsUser: 8}|1000|8||",
        "{}|{runAsUser: 0}|1000|0||",
        "{runAsGroup: 9}|{}|nginx||9|nginx",
        "{runAsGroup: 9}|{runAsGroup: 10}|1000:2000|1000|10|",
        "{runAsUser: 7, runAsGroup: 9}|{runAsUser: 8}|''|8|9|",
      })
  void containerThenPodThenImage(
      String pods, String own, String image, Long uid, Long gid, String name) {
    var faults = new Faults();

    ContainerUser user = user(pods, own, image, faults);

    assertThat(user.uid()).isEqualTo(optional(uid));
    assertThat(user.gid()).isEqualTo(optional(gid));
    assertThat(user.user()).isEqualTo(Optional.ofNullable(name));
    assertThat(user.groups()).isEmpty();
    assertThat(user.strictGroups()).isFalse();
    assertThat(user.nonRoot()).isFalse();
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void supplementaryGroupsHaveTheFsGroupFirst() {
    var user = user("{fsGroup: 5, supplementalGroups: [3, 5, 4]}", "{}", "", new Faults());

    assertThat(user.groups()).isEqualTo(List.of(5L, 3L, 4L));
    assertThat(user("{supplementalGroups: [3]}", "{}", "", new Faults()).groups())
        .isEqualTo(List.of(3L));
  }

  @ParameterizedTest
  @CsvSource({"Strict, true", "Merge, false"})
  void whetherTheImagesGroupsCount(String policy, boolean strict) {
    var user = user("{supplementalGroupsPolicy: " + policy + "}", "{}", "", new Faults());

    assertThat(user.strictGroups()).isEqualTo(strict);
  }

  /** In the words of the kubelet's verifyRunAsNonRoot. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{runAsNonRoot: true}|{}|''|container has runAsNonRoot and image will run as root",
        "{}|{runAsNonRoot: true}|0|container has runAsNonRoot and image will run as root",
        "{runAsNonRoot: true}|{runAsUser: 0}|1000|container's runAsUser breaks non-root policy",
        "{runAsNonRoot: true}|{}|nginx:www|container has runAsNonRoot and image has non-numeric"
            + " user (nginx), cannot verify user is non-root",
      })
  void rootIsRefusedWhereItIsNotToBe(String pods, String own, String image, String message) {
    var faults = new Faults();

    assertThat(user(pods, own, image, faults).nonRoot()).isTrue();

    assertThat(faults.all())
        .containsExactly(
            new Fault(Fault.Kind.CONTAINER_CONFIG, Optional.of("web"), message + WHOSE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{runAsNonRoot: true}|{}|1000|true",
        "{runAsNonRoot: true}|{runAsUser: 5}|root|true",
        "{runAsNonRoot: true}|{runAsNonRoot: false}|root|false",
        "{runAsNonRoot: false}|{}|0|false",
      })
  void othersAreNot(String pods, String own, String image, boolean nonRoot) {
    var faults = new Faults();

    assertThat(user(pods, own, image, faults).nonRoot()).isEqualTo(nonRoot);
    assertThat(faults.all()).isEmpty();
  }

  @Test
  void anIdThatNoUserCanHaveIsRefused() {
    var faults = new Faults();
    user("{}", "{}", "2147483647", faults);
    assertThat(faults.all()).isEmpty();

    user("{}", "{}", "2147483648", faults);
    assertThat(faults.all())
        .containsExactly(
            new Fault(
                Fault.Kind.CONTAINER_CONFIG,
                Optional.of("web"),
                "container has an invalid user id (2147483648)" + WHOSE));
  }

  @Test
  void neitherContextNeedBeThere() {
    var pod = Yaml.pod("containers: [{name: web, image: nginx}]");

    var user = ContainerUser.of(pod, pod.getSpec().getContainers().getFirst(), "5", new Faults());

    assertThat(user.uid()).hasValue(5);
  }

  private static ContainerUser user(String pods, String own, String image, Faults faults) {
    var pod =
        Yaml.pod(
            """
            securityContext: %s
            containers: [{name: web, image: nginx, securityContext: %s}]
            """
                .formatted(pods, own));
    return ContainerUser.of(pod, pod.getSpec().getContainers().getFirst(), image, faults);
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
