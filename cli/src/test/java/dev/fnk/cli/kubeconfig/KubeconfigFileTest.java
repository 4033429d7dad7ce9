package dev.fnk.cli.kubeconfig;

import static dev.fnk.cli.kubeconfig.LabEntry.ARN;
import static dev.fnk.cli.kubeconfig.LabEntry.ENTRY;
import static dev.fnk.cli.kubeconfig.LabEntry.OTHERS;
import static dev.fnk.cli.kubeconfig.LabEntry.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file itself: its owner, links, locks, encodings, and what others have in it. */
final class KubeconfigFileTest {
  @TempDir Path folder;

  private KubeconfigFile file(Path... files) {
    return LabEntry.file(folder, files);
  }

  @Test
  void aNewFileIsItsOwnersAlone() throws IOException {
    var kubeconfig = KubeconfigFile.of(Map.of(), folder);

    assertThat(kubeconfig.put(ENTRY)).isEmpty();

    var path = folder.resolve(".kube").resolve("config");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(kubeconfig.has(ENTRY)).isTrue();
    assertThat(Files.readString(path)).contains("client.authentication.k8s.io/v1", "/opt/fnk/fnk");
    try (var all = Files.list(path.getParent())) {
      assertThat(all).containsExactly(path);
    }
  }

  @Test
  void othersStayAndTheOldContextIsTold() throws IOException {
    var path = Files.writeString(folder.resolve("config"), OTHERS);
    var kubeconfig = file(path);

    assertThat(kubeconfig.put(ENTRY)).contains("work");
    assertThat(kubeconfig.put(ENTRY)).isEmpty();

    assertThat(Files.readString(path))
        .contains("https://work.test", "\"0123\"", "namespace: \"team\"", "colors: true");
    kubeconfig.remove(ARN);
    assertThat(kubeconfig.names(ARN)).isFalse();
    assertThat(Files.readString(path))
        .doesNotContain("eks-lab")
        .contains("https://work.test", "current-context: \"\"");
  }

  @Test
  void removalLeavesAnotherCurrentContextAlone() throws IOException {
    var path = Files.writeString(folder.resolve("config"), OTHERS);
    var kubeconfig = file(path);
    kubeconfig.put(ENTRY);
    Files.writeString(
        path,
        Files.readString(path).replace("current-context: \"" + ARN, "current-context: \"work"));

    kubeconfig.remove(ARN);

    assertThat(Files.readString(path)).contains("current-context: \"work\"");
  }

  @Test
  void theEntryStaysInTheFileOfAListThatHoldsIt() throws IOException {
    var first = Files.writeString(folder.resolve("first"), OTHERS);
    var second = folder.resolve("second");
    file(second).put(ENTRY);

    var both = file(first, second);
    both.put(new KubeconfigEntry(ARN, "https://new.test", "Q0E=", command("fnk", "token")));

    assertThat(both.file(ARN)).isEqualTo(second);
    assertThat(Files.readString(second)).contains("https://new.test").doesNotContain("api.test");
    assertThat(Files.readString(first)).contains("current-context: \"" + ARN);
  }

  @Test
  void aLinkStaysALink() throws IOException {
    var real = Files.writeString(folder.resolve("real"), OTHERS);
    var link = Files.createSymbolicLink(folder.resolve("config"), real);

    file(link).put(ENTRY);

    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(real)).contains("https://api.test");
  }

  @Test
  @Timeout(10)
  void aLockThatAKilledProgramLeftDoesNotHinder() throws IOException {
    var path = Files.writeString(folder.resolve("config"), OTHERS);
    var lock = Files.createFile(folder.resolve("config.lock"));
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(6)));

    file(path).put(ENTRY);

    assertThat(file(path).has(ENTRY)).isTrue();
    assertThat(lock).doesNotExist();
  }

  @Test
  void anotherEndpointIsADifference() {
    var kubeconfig = KubeconfigFile.of(Map.of(), folder);
    kubeconfig.put(ENTRY);

    assertThat(
            kubeconfig.has(new KubeconfigEntry(ARN, "https://other.test", "Q0E=", ENTRY.command())))
        .isFalse();
  }

  @Test
  void whatIsNoKubeconfigIsLeftAlone() throws IOException {
    var path = Files.writeString(folder.resolve("config"), "- a list\n");

    assertThatThrownBy(() -> file(path).put(ENTRY))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(path + ":1:1");
    assertThat(path).hasContent("- a list\n");
  }

  @Test
  void aBrokenFileOfAListIsToldWithItsPlaceAndLeftAlone() throws IOException {
    var good = Files.writeString(folder.resolve("good"), OTHERS);
    var bad = Files.writeString(folder.resolve("bad"), "clusters: []\n---\nclusters: []\n");

    assertThatThrownBy(() -> file(good, bad).put(ENTRY))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("kubeconfig " + bad + ":3:1: a second document");
    assertThat(good).hasContent(OTHERS);
    assertThat(bad).hasContent("clusters: []\n---\nclusters: []\n");
  }

  @Test
  void windowsLineEndsAndAByteOrderMarkAreRead() throws IOException {
    var path = Files.writeString(folder.resolve("config"), "\uFEFF" + OTHERS.replace("\n", "\r\n"));

    assertThat(file(path).put(ENTRY)).contains("work");

    assertThat(file(path).has(ENTRY)).isTrue();
    assertThat(Files.readString(path)).contains("https://work.test");
  }
}
