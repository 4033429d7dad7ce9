package dev.fnk.cli.kubeconfig;

import static dev.fnk.cli.kubeconfig.LabEntry.ARN;
import static dev.fnk.cli.kubeconfig.LabEntry.ENTRY;
import static dev.fnk.cli.kubeconfig.LabEntry.OTHERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people make of the entry's context and user: more in them, another name, another end. */
final class KubeconfigContextsTest {
  @TempDir Path folder;

  private KubeconfigFile file(Path... files) {
    return LabEntry.file(folder, files);
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
