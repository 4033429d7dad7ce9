package dev.fnk.local.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlPlaneBinariesTest {
  private static final KubernetesRelease RELEASE = KubernetesRelease.DEFAULT;

  @TempDir Path directory;

  @Test
  void downloadsOnceAndChecksSums() throws Exception {
    HttpServer site = site(false);
    try {
      ControlPlaneBinaries binaries = new ControlPlaneBinaries(settings(uri(site)));
      List<String> progress = new ArrayList<>();
      BinarySet set = binaries.require(RELEASE, progress::add);
      assertThat(set.directory()).isEqualTo(directory.resolve("cache/v1.36.3"));
      assertThat(set.missing()).isEmpty();
      assertThat(set.etcd()).hasContent("etcd itself");
      assertThat(progress).hasSize(4).allMatch(line -> line.startsWith("downloading "));
      site.stop(0);
      assertThat(binaries.require(RELEASE, progress::add)).isEqualTo(set);
    } finally {
      site.stop(0);
    }
  }

  @Test
  void aWrongSumIsRefusedAndLeavesNothing() throws Exception {
    HttpServer site = site(true);
    try {
      ControlPlaneBinaries binaries = new ControlPlaneBinaries(settings(uri(site)));
      assertThatThrownBy(() -> binaries.require(RELEASE, line -> {}))
          .isInstanceOf(BinariesUnavailableException.class)
          .hasMessageContaining("SHA-256")
          .hasMessageContaining("--k8s-bin")
          .hasMessageContaining("FNK_KUBERNETES_MIRROR");
      try (var files = Files.list(directory.resolve("cache"))) {
        assertThat(files.map(file -> file.getFileName().toString()).toList())
            .containsExactly(".lock");
      }
    } finally {
      site.stop(0);
    }
  }

  @Test
  void settingsComeFromTheEnvironment() {
    BinarySettings settings =
        BinarySettings.fromEnvironment(
            Map.of("KUBEBUILDER_ASSETS", "/assets", "FNK_KUBERNETES_MIRROR", "https://mirror/k8s/"),
            Path.of("/cache"));
    assertThat(settings.given()).contains(Path.of("/assets"));
    assertThat(settings.kubernetesSite()).hasToString("https://mirror/k8s");
    assertThat(settings.cache()).isEqualTo(Path.of("/cache/control-plane"));
    assertThat(settings.withHome(Path.of("/home")).buildScript())
        .contains(Path.of("/home/scripts/control-plane/build"));
  }

  private BinarySettings settings(URI site) {
    return new BinarySettings(
        Optional.of(directory.resolve("none")),
        directory.resolve("cache"),
        site,
        site.resolve("/etcd"),
        Optional.of(directory.resolve("no-script")));
  }

  private static URI uri(HttpServer site) {
    return URI.create("http://127.0.0.1:" + site.getAddress().getPort());
  }

  /** A release site; {@code corrupt} ones have sums of something else. */
  private static HttpServer site(boolean corrupt) throws Exception {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    for (String program : BinarySet.KUBERNETES) {
      byte[] content = program.getBytes(StandardCharsets.UTF_8);
      String path = "/release/v1.36.3/bin/linux/" + arch + "/" + program;
      serve(site, path, content);
      serve(site, path + ".sha256", sum(corrupt ? new byte[0] : content).getBytes(UTF8));
    }
    String folder = "etcd-v3.6.16-linux-" + arch;
    byte[] archive = tarGz(folder + "/etcd", "etcd itself");
    serve(site, "/etcd/v3.6.16/" + folder + ".tar.gz", archive);
    serve(
        site,
        "/etcd/v3.6.16/SHA256SUMS",
        (sum(archive) + "  " + folder + ".tar.gz\n").getBytes(UTF8));
    site.start();
    return site;
  }

  private static final java.nio.charset.Charset UTF8 = StandardCharsets.UTF_8;

  private static void serve(HttpServer site, String path, byte[] content) {
    site.createContext(
        path,
        exchange -> {
          boolean exact = exchange.getRequestURI().getPath().equals(path);
          exchange.sendResponseHeaders(exact ? 200 : 404, exact ? content.length : -1);
          if (exact) {
            exchange.getResponseBody().write(content);
          }
          exchange.close();
        });
  }

  private static String sum(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static byte[] tarGz(String name, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      entry(out, "README", "x".repeat(700));
      entry(out, name, text);
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static void entry(GZIPOutputStream out, String name, String text) throws IOException {
    byte[] header = new byte[512];
    byte[] title = name.getBytes(UTF8);
    System.arraycopy(title, 0, header, 0, title.length);
    byte[] size = "%011o".formatted(text.length()).getBytes(UTF8);
    System.arraycopy(size, 0, header, 124, size.length);
    out.write(header);
    out.write(text.getBytes(UTF8));
    out.write(new byte[(512 - text.length() % 512) % 512]);
  }
}
