package dev.fnk.cli.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.config.ConfigException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class KubeconfigFileTest {
  private static final String ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/eks-lab";
  private static final KubeconfigEntry ENTRY =
      new KubeconfigEntry(
          ARN, "https://api.test", "Q0E=", command("/opt/fnk/fnk", "token", "--lab", "eks-lab"));
  private static final String OTHERS =
      """
      apiVersion: v1
      kind: Config
      preferences: {colors: true}
      clusters:
      - name: work
        cluster: {server: https://work.test, insecure-skip-tls-verify: true}
      users:
      - name: me
        user: {token: "0123"}
      contexts:
      - name: work
        context: {cluster: work, user: me, namespace: team}
      current-context: work
      """;

  @TempDir Path folder;

  private static ExecCommand command(String... words) {
    return new ExecCommand(
        List.of(words), Map.of("HOME", "/home/me", "AWS_PROFILE", "lab"), Optional.empty());
  }

  private KubeconfigFile file(Path... files) {
    var list =
        String.join(File.pathSeparator, List.of(files).stream().map(Path::toString).toList());
    return KubeconfigFile.of(Map.of("KUBECONFIG", list), folder);
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
  void whatOthersKeepInTheContextIsNoDifferenceAndStays() throws IOException {
    var path = folder.resolve("config");
    var kubeconfig = file(path);
    kubeconfig.put(ENTRY);
    edit(
        path,
        "user: \"" + ARN + "\"",
        "user: \""
            + ARN
            + "\"\n    namespace: team-a\n    extensions: [{name: ide, extension: {open: true}}]");

    assertThat(kubeconfig.has(ENTRY)).isTrue();
    kubeconfig.put(ENTRY);

    assertThat(Files.readString(path)).contains("namespace: \"team-a\"", "open: true");
  }

  @Test
  void whatOthersKeepInTheUserIsNoDifferenceAndStays() throws IOException {
    var path = folder.resolve("config");
    var kubeconfig = file(path);
    kubeconfig.put(ENTRY);
    edit(path, "env:\n", "env:\n      - name: SSL_CERT_FILE\n        value: /etc/ca.pem\n");
    assertThat(kubeconfig.has(ENTRY)).isTrue();

    var other = new ExecCommand(List.of("fnk", "token"), Map.of("HOME", "/root"), Optional.empty());
    var changed = new KubeconfigEntry(ARN, ENTRY.server(), "Q0E=", other);
    assertThat(kubeconfig.has(changed)).isFalse();
    kubeconfig.put(changed);

    assertThat(kubeconfig.has(changed)).isTrue();
    assertThat(Files.readString(path))
        .contains("SSL_CERT_FILE", "/root")
        .doesNotContain("AWS_PROFILE", "/home/me");
  }

  @Test
  void aContextThatSomebodyTurnedElsewhereIsADifference() throws IOException {
    var path = folder.resolve("config");
    var kubeconfig = file(path);
    kubeconfig.put(ENTRY);
    edit(path, "user: \"" + ARN + "\"", "user: me\n    namespace: team-a");

    assertThat(kubeconfig.has(ENTRY)).isFalse();
    kubeconfig.put(ENTRY);

    assertThat(kubeconfig.has(ENTRY)).isTrue();
    assertThat(Files.readString(path)).contains("team-a").doesNotContain("user: \"me\"");
  }

  @Test
  void aRenamedContextIsFoundByWhatItPointsTo() throws IOException {
    var path = folder.resolve("config");
    var kubeconfig = file(path);
    kubeconfig.put(ENTRY);
    renameContext(path, "lab");

    assertThat(kubeconfig.has(ENTRY)).isTrue();
    assertThat(kubeconfig.context(ARN)).isEqualTo("lab");
    assertThat(kubeconfig.put(ENTRY)).isEmpty();

    assertThat(Files.readString(path))
        .contains("current-context: \"lab\"")
        .containsOnlyOnce("user: \"" + ARN);
  }

  @Test
  void aRenamedContextGoesWithItsCluster() throws IOException {
    var path = Files.writeString(folder.resolve("config"), OTHERS);
    var kubeconfig = file(path);
    kubeconfig.put(ENTRY);
    renameContext(path, "lab");

    kubeconfig.remove(ARN);

    assertThat(kubeconfig.names(ARN)).isFalse();
    assertThat(Files.readString(path))
        .contains("work", "current-context: \"\"")
        .doesNotContain("lab");
  }

  @Test
  void contextsOfOtherFilesThatWouldLeadNowhereGoToo() throws IOException {
    var entry = folder.resolve("entry");
    file(entry).put(ENTRY);
    var mine =
        Files.writeString(
            folder.resolve("mine"),
            """
            contexts:
            - name: as-admin
              context: {cluster: "%s", user: admin}
            - name: work
              context: {cluster: work, user: me}
            users:
            - name: admin
              user: {token: abc}
            current-context: as-admin
            """
                .formatted(ARN));

    file(mine, entry).remove(ARN);

    assertThat(Files.readString(mine))
        .contains("work", "abc", "current-context: \"\"")
        .doesNotContain("as-admin");
    assertThat(Files.readString(entry)).doesNotContain(ARN);
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

  private static void edit(Path path, String before, String after) throws IOException {
    var text = Files.readString(path);
    assertThat(text).contains(before);
    Files.writeString(path, text.replace(before, after));
  }

  /** As {@code kubectl config rename-context} does. */
  private static void renameContext(Path path, String name) throws IOException {
    edit(path, "- name: \"" + ARN + "\"\n  context", "- name: \"" + name + "\"\n  context");
    edit(path, "current-context: \"" + ARN, "current-context: \"" + name);
  }
}
