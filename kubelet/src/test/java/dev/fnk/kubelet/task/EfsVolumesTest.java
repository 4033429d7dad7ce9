package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.reference.ClaimedVolume;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EfsVolumesTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String FS = "fs-0123456789abcdef0";
  private static final String POINT = "fsap-0123456789abcdef0";
  private static final Volume CLAIM = volume("persistentVolumeClaim: {claimName: shared}");

  private static Volume volume(String source) {
    return YAML.unmarshal("name: data\n" + source, Volume.class);
  }

  /**
   * @param spec of the volume behind the claim, YAML in one line
   */
  private static EfsVolumes behind(String spec) {
    PersistentVolumeSpec volume =
        YAML.unmarshal("kind: PersistentVolume\nspec: {" + spec + "}", PersistentVolume.class)
            .getSpec();
    return new EfsVolumes("eu-west-1", Map.of("shared", new ClaimedVolume("pv-1", volume)));
  }

  private static String csi(String handle, String more) {
    return "csi: {driver: efs.csi.aws.com, volumeHandle: '%s'%s}".formatted(handle, more);
  }

  private static EfsVolume mapped(String spec) throws UnsupportedSpec {
    return behind(spec).of(CLAIM);
  }

  @ParameterizedTest
  @CsvSource({
    "fs-0123456789abcdef0,,",
    "fs-0123456789abcdef0:/,,",
    "fs-0123456789abcdef0:/some/where,/some/where,",
    "fs-0123456789abcdef0::fsap-0123456789abcdef0,,fsap-0123456789abcdef0",
    "fs-0123456789abcdef0:/:fsap-0123456789abcdef0,,fsap-0123456789abcdef0",
  })
  void aHandleNamesAFileSystemADirectoryAndAnAccessPoint(String handle, String path, String point)
      throws UnsupportedSpec {
    assertThat(mapped(csi(handle, "")))
        .isEqualTo(
            new EfsVolume(FS, Optional.ofNullable(path), Optional.ofNullable(point), true, false));
  }

  @Test
  void optionsAndAttributesOfTheDriverAreWhatEcsCallsThem() throws UnsupportedSpec {
    assertThat(mapped(csi(FS, "") + ", mountOptions: [tls, iam, accesspoint=" + POINT + "]"))
        .isEqualTo(new EfsVolume(FS, Optional.empty(), Optional.of(POINT), true, true));
    assertThat(mapped(csi(FS, ", volumeAttributes: {encryptInTransit: 'false'}")).encrypted())
        .isFalse();
    assertThat(
            mapped(
                csi(
                    FS,
                    ", volumeAttributes: {storage.kubernetes.io/csiProvisionerIdentity: 1-efs}")))
        .isEqualTo(new EfsVolume(FS, Optional.empty(), Optional.empty(), true, false));
  }

  @Test
  void nfsOfEfsInThePodOrBehindAClaimIsTheSame() throws UnsupportedSpec {
    String nfs = "nfs: {server: " + FS + ".efs.eu-west-1.amazonaws.com, path: /data}";
    var expected = new EfsVolume(FS, Optional.of("/data"), Optional.empty(), true, false);

    assertThat(behind("").of(volume(nfs))).isEqualTo(expected);
    assertThat(mapped(nfs)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1} | : csi ebs.csi.aws.com: Fargate mounts",
        "hostPath: {path: /} | : hostPath: Fargate mounts",
        "local: {path: /} | : local: Fargate mounts",
        "volumeMode: Block, csi: {driver: efs.csi.aws.com, volumeHandle: fs-0123456789abcdef0} | : volumeMode Block",
        "csi: {driver: efs.csi.aws.com, volumeHandle: s3files} | : volumeHandle s3files: it names no",
        "csi: {driver: efs.csi.aws.com, volumeHandle: 'fs-0123456789abcdef0:rel'} | : volumeHandle fs-",
        "csi: {driver: efs.csi.aws.com, volumeHandle: 'fs-0123456789abcdef0:/a:fsap-01234567'} | : volumeHandle fs-",
        "mountOptions: [noatime], csi: {driver: efs.csi.aws.com, volumeHandle: fs-01234567} | : mountOptions noatime",
        "csi: {driver: efs.csi.aws.com, volumeHandle: fs-01234567, volumeAttributes: {mounttargetip: 10.0.0.1}} | : volumeAttributes mounttargetip",
        "mountOptions: [iam], csi: {driver: efs.csi.aws.com, volumeHandle: fs-01234567, volumeAttributes: {encryptInTransit: 'false'}} | : volumeAttributes encryptInTransit false",
        "nfs: {server: filer, path: /} | : nfs filer",
        "nfs: {server: fs-01234567.efs.us-east-1.amazonaws.com, path: /} | : nfs fs-01234567.efs.us-east-1",
      })
  void whatElseIsBehindAClaimIsRefusedByName(String spec, String words) {
    assertThatThrownBy(() -> mapped(spec))
        .isInstanceOf(UnsupportedSpec.class)
        .hasMessageStartingWith(
            "volume data: persistentVolumeClaim shared (persistentVolume pv-1)" + words);
  }

  @Test
  void allThatIsWrongWithItIsTold() {
    assertThatThrownBy(
            () ->
                mapped(
                    csi(FS + ":/a:" + POINT, ", volumeAttributes: {az: x}")
                        + ", mountOptions: [noatime]"))
        .isInstanceOfSatisfying(
            UnsupportedSpec.class, refused -> assertThat(refused.reasons()).hasSize(3));
  }

  @Test
  void whereTheClusterIsNotAskedNothingIsGuessed() {
    assertThatThrownBy(() -> new EfsVolumes("eu-west-1", Map.of()).of(CLAIM))
        .hasMessageStartingWith(
            "volume data: persistentVolumeClaim shared: only the cluster knows");
  }

  @Test
  void whoMayOnlyReadItIsSaidInThreePlaces() {
    Volume readOnly = volume("persistentVolumeClaim: {claimName: shared, readOnly: true}");

    assertThat(behind(csi(FS, "")).readOnly(CLAIM)).isFalse();
    assertThat(behind(csi(FS, "")).readOnly(readOnly)).isTrue();
    assertThat(behind(csi(FS, ", readOnly: true")).readOnly(CLAIM)).isTrue();
    assertThat(behind("").readOnly(volume("nfs: {server: a, path: /, readOnly: true}"))).isTrue();
  }
}
