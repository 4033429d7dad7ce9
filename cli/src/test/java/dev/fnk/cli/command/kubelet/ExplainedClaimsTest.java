package dev.fnk.cli.command.kubelet;

import static dev.fnk.cli.command.kubelet.Explained.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Which volume of a manifest a claim would be given. */
final class ExplainedClaimsTest {
  private static final String STATEFUL =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: shop}
      spec:
        template:
          spec:
            containers: [{name: db, image: x, volumeMounts: [{name: data, mountPath: /data}]}]
        volumeClaimTemplates:
        - metadata: {name: data}
          spec:
            accessModes: [ReadWriteMany]
            storageClassName: shared
            resources: {requests: {storage: 5Gi}}
      ---
      """;

  private static final String VOLUME =
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: %s}
      spec:
        capacity: {storage: %s}
        accessModes: [ReadWriteMany, ReadOnlyMany]
        storageClassName: shared
        csi: {driver: %s, volumeHandle: "%s"}
      ---
      """;

  @TempDir private Path directory;

  private JsonNode explained(String manifest, int exitCode) throws IOException {
    return Explained.of(directory, manifest, "", exitCode);
  }

  @Test
  void aClaimIsOnTheSmallestVolumeThatServes() throws IOException {
    String manifest =
        STATEFUL
            + VOLUME.formatted("small", "1Gi", "efs.csi.aws.com", "fs-00000001")
            + VOLUME.formatted("large", "100Gi", "efs.csi.aws.com", "fs-00000003")
            + VOLUME.formatted("fits", "5Gi", "efs.csi.aws.com", "fs-00000002:/db");

    JsonNode explained = explained(manifest, 0);

    assertThat(explained.at("/pods/0/taskDefinition/volumes").toString())
        .contains("\"fileSystemId\":\"fs-00000002\"", "\"rootDirectory\":\"/db\"")
        .doesNotContain("of the claim");
    assertThat(explained.at("/pods/0/leftOut").size()).isZero();
    assertThat(explained.at("/known").toString())
        .isEqualTo(
            "[\"PersistentVolume/small\",\"PersistentVolume/large\",\"PersistentVolume/fits\"]");
    assertThat(explained.at("/others").size()).isZero();
  }

  @Test
  void aClaimsOwnVolumeAndTheOneReservedForItGoFirst() throws IOException {
    String claims =
        """
        {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: named}, spec: {volumeName: other}}
        ---
        {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: kept}, spec: {storageClassName: shared}}
        ---
        """;
    String kept =
        VOLUME
            .formatted("kept", "9Gi", "efs.csi.aws.com", "fs-00000002")
            .replace("  capacity", "  claimRef: {name: kept, namespace: default}\n  capacity");
    String volumes =
        "volumes: [{name: v, persistentVolumeClaim: {claimName: named}}, {name: w,"
            + " persistentVolumeClaim: {claimName: kept}}], containers: [{name: a, image: x}]";

    assertThat(
            explained(
                    pod(volumes)
                        + claims
                        + kept
                        + VOLUME.formatted("other", "1Gi", "efs.csi.aws.com", "fs-00000001"),
                    0)
                .at("/pods/0/taskDefinition/volumes")
                .toString())
        .contains("fs-00000001", "fs-00000002");
  }

  @Test
  void aVolumeOfAnotherDriverIsRefusedAsTheNodeRefusesIt() throws IOException {
    String manifest = STATEFUL + VOLUME.formatted("disk", "5Gi", "ebs.csi.aws.com", "vol-1");

    assertThat(explained(manifest, 2).at("/pods/0/refusals/0").asString())
        .contains("persistentVolumeClaim data-db-0 (persistentVolume disk)", "EFS only");
  }

  @ParameterizedTest
  @CsvSource({"ebs.csi.aws.com, 2, 0", "efs.csi.aws.com, 0, 0", ", 0, 1"})
  void aClassSaysWhoMakesTheVolume(String provisioner, int exitCode, int told) throws IOException {
    String storage =
        provisioner == null
            ? ""
            : "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: shared},"
                + " provisioner: "
                + provisioner
                + "}";

    JsonNode db = explained(STATEFUL + storage, exitCode).at("/pods/0");

    assertThat(db.at("/leftOut").size()).isEqualTo(told);
    if (exitCode == 2) {
      assertThat(db.at("/refusals/0").asString()).contains("(made by ebs.csi.aws.com)");
    }
  }
}
