package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.Volume;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VolumeDigestsTest {
  private static final Volume BEFORE =
      new Volume("v", false, List.of(file("a", "1", 0644, 0), file("b", "2", 0644, 0)), group(5));

  @Test
  void equalContentIsNoChange() {
    assertThat(
            VolumeDigests.of(List.of(BEFORE))
                .has(
                    new Volume(
                        "v",
                        false,
                        List.of(file("a", "1", 0644, 0), file("b", "2", 0644, 0)),
                        group(5))))
        .isTrue();
  }

  @Test
  void anyOtherIsOne() {
    var a = BEFORE.files().get(0);
    var b = BEFORE.files().get(1);
    assertChanged(new Volume("v", true, BEFORE.files(), group(5)));
    assertChanged(new Volume("v", false, BEFORE.files(), group(6)));
    assertChanged(new Volume("v", false, BEFORE.files(), OptionalLong.empty()));
    assertChanged(new Volume("v", false, List.of(a), group(5)));
    assertChanged(new Volume("v", false, List.of(), group(5)));
    assertChanged(new Volume("v", false, List.of(a, file("c", "2", 0644, 0)), group(5)));
    assertChanged(new Volume("v", false, List.of(a, file("b", "3", 0644, 0)), group(5)));
    assertChanged(new Volume("v", false, List.of(a, file("b", "2", 0600, 0)), group(5)));
    assertChanged(new Volume("v", false, List.of(file("a", "1", 0644, 7), b), group(5)));
    assertChanged(new Volume("v", false, List.of(file("a1", "", 0644, 0), b), group(5)));
    assertChanged(new Volume("new", false, BEFORE.files(), group(5)));
  }

  @Test
  void whatIsToldReplacesWhatWasToldOfTheSameVolume() {
    var one = new Volume("one", false, List.of(), group(5));
    var other = new Volume("v", false, List.of(), group(5));

    VolumeDigests told = VolumeDigests.of(List.of(BEFORE, one)).with(List.of(other));

    assertThat(told.has(one)).isTrue();
    assertThat(told.has(other)).isTrue();
    assertThat(told.has(BEFORE)).isFalse();
  }

  @Test
  void noDigestIsShown() {
    assertThat(VolumeDigests.of(List.of(BEFORE))).hasToString("VolumeDigests[v]");
  }

  private static void assertChanged(Volume after) {
    assertThat(VolumeDigests.of(List.of(BEFORE)).has(after)).isFalse();
  }

  private static Volume.File file(String path, String data, int mode, int uid) {
    return new Volume.File(path, data.getBytes(StandardCharsets.UTF_8), mode, OptionalInt.of(uid));
  }

  private static OptionalLong group(long group) {
    return OptionalLong.of(group);
  }
}
