package dev.fnk.local.controlplane.binaries;

import dev.fnk.local.progress.ProgressThrottle;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Downloads a release from the Kubernetes and etcd release sites; every file's SHA-256 must fit.
 */
final class ReleaseDownload {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SMALL_FILE = Duration.ofSeconds(15);
  private static final Duration PROGRAM = Duration.ofMinutes(15);
  private static final int MEGABYTE = 1 << 20;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final URI kubernetesSite;
  private final URI etcdSite;
  private final KubernetesRelease release;
  private final String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";

  ReleaseDownload(URI kubernetesSite, URI etcdSite, KubernetesRelease release) {
    this.kubernetesSite = kubernetesSite;
    this.etcdSite = etcdSite;
    this.release = release;
  }

  void fill(Path directory, Consumer<String> progress) throws IOException, InterruptedException {
    try (HttpClient http = client(System.getenv())) {
      for (String program : BinarySet.KUBERNETES) {
        kubernetes(http, program, directory, progress);
      }
      etcd(http, directory, progress);
    }
  }

  private void kubernetes(
      HttpClient http, String program, Path directory, Consumer<String> progress)
      throws IOException, InterruptedException {
    String base =
        kubernetesSite + "/release/" + release.tag() + "/bin/linux/" + arch + "/" + program;
    String expected = text(http, URI.create(base + ".sha256")).strip();
    Path file = directory.resolve(program);
    download(http, URI.create(base), file, expected, progress);
    executable(file);
  }

  private void etcd(HttpClient http, Path directory, Consumer<String> progress)
      throws IOException, InterruptedException {
    String tag = "v" + release.etcd();
    String folder = "etcd-" + tag + "-linux-" + arch;
    String archive = folder + ".tar.gz";
    String sums = text(http, URI.create(etcdSite + "/" + tag + "/SHA256SUMS"));
    String expected =
        sums.lines()
            .map(line -> BLANKS.split(line.strip(), 2))
            .filter(fields -> fields.length == 2 && fields[1].equals(archive))
            .map(fields -> fields[0])
            .findFirst()
            .orElseThrow(() -> new IOException("SHA256SUMS of etcd " + tag + " has no " + archive));
    Path packed = directory.resolve(archive);
    download(http, URI.create(etcdSite + "/" + tag + "/" + archive), packed, expected, progress);
    Path file = directory.resolve(BinarySet.ETCD);
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(packed)), MEGABYTE)) {
      TarEntry.extract(in, folder + "/etcd", file);
    }
    executable(file);
    Files.delete(packed);
  }

  private static String text(HttpClient http, URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(SMALL_FILE).build();
    HttpResponse<String> response =
        send(http, request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new IOException("HTTP " + response.statusCode() + " for " + uri);
    }
    return response.body();
  }

  private static void download(
      HttpClient http, URI uri, Path file, String sha256, Consumer<String> progress)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PROGRAM).build();
    HttpResponse<InputStream> response = send(http, request, BodyHandlers.ofInputStream());
    MessageDigest digest = sha256();
    try (InputStream in = response.body();
        OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      if (response.statusCode() != 200) {
        throw new IOException("HTTP " + response.statusCode() + " for " + uri);
      }
      long size = response.headers().firstValueAsLong("Content-Length").orElse(0);
      progress.accept("downloading " + uri + " (" + size / MEGABYTE + " MB)");
      copy(in, out, uri, size, new ProgressThrottle(progress, ProgressThrottle.INTERVAL));
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equalsIgnoreCase(sha256)) {
      throw new IOException("SHA-256 of " + uri + " is " + actual + ", expected " + sha256);
    }
  }

  private static void copy(
      InputStream in, OutputStream out, URI uri, long size, ProgressThrottle throttle)
      throws IOException {
    byte[] buffer = new byte[MEGABYTE];
    long done = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      done += read;
      long so = done / MEGABYTE;
      throttle.at(() -> "%d of %d MB of %s".formatted(so, size / MEGABYTE, uri));
    }
  }

  /** Java's own exception does not say to where there is no connection. */
  private static <T> HttpResponse<T> send(
      HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return http.send(request, handler);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new IOException("no connection to " + request.uri().getAuthority(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void executable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  /** A client that goes through {@code HTTPS_PROXY}, unless {@code NO_PROXY} names the host. */
  private static HttpClient client(Map<String, String> environment) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NORMAL);
    Optional<ProxySelector> proxy = EnvironmentProxy.of(environment);
    return proxy.map(builder::proxy).orElse(builder).build();
  }
}
