package dev.fnk.local.daemon;

import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.moto.PythonEnvironment;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks whether this machine has what the local lab needs. */
final class Doctor {
  private static final long CAP_NET_BIND_SERVICE = 1L << 10;
  private static final long NEEDED_BYTES = 3L << 30;

  private final LocalPaths paths;

  Doctor(LocalPaths paths) {
    this.paths = paths;
  }

  /**
   * All checks.
   *
   * @param running whether the local lab runs, and so holds its port
   */
  List<Check> examine(LocalOptions options, boolean running) {
    return List.of(
        operatingSystem(),
        engine(),
        privilege(),
        python(),
        controlPlane(options),
        disk(),
        running
            ? Check.passed("port " + options.port(), "held by the running local lab")
            : port(options.port()));
  }

  Check operatingSystem() {
    String system = System.getProperty("os.name", "");
    return system.toLowerCase(Locale.ROOT).contains("linux")
        ? Check.passed("operating system", system)
        : Check.failed(
            "operating system",
            system + ": the local lab runs on Linux only",
            "use fnk against AWS, or a Linux machine");
  }

  Check engine() {
    String name = "container engine";
    try (Engine engine = Engine.connect(paths.state().toString())) {
      engine.requireReachable();
      return Check.passed(name, "answers, " + engine.architecture());
    } catch (EngineException e) {
      return Check.failed(
          name,
          e.message(),
          e.message().contains("Permission denied")
              ? "its socket is not open to you: sudo usermod -aG docker %s, and log in again"
                  .formatted(System.getProperty("user.name", "USER"))
              : "install and start one (apt-get install docker.io), or set DOCKER_HOST");
    }
  }

  /** Tasks find their credentials at 169.254.170.2:80, as on Fargate. */
  Check privilege() {
    String name = "port 80 of 169.254.170.2";
    try {
      String status = Files.readString(Path.of("/proc/self/status"));
      Optional<Long> effective =
          Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]+)$")
              .matcher(status)
              .results()
              .map(found -> Long.parseUnsignedLong(found.group(1), 16))
              .findFirst();
      if (effective.filter(bits -> (bits & CAP_NET_BIND_SERVICE) != 0).isPresent()) {
        return Check.passed(name, "may be opened");
      }
      Path unprivileged = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
      if (Files.exists(unprivileged) && sysctl(unprivileged) <= 80) {
        return Check.passed(name, "open to all users of this machine");
      }
    } catch (IOException e) {
      return Check.failed(name, "cannot be examined: " + e.getMessage(), "is /proc mounted?");
    }
    return Check.failed(
        name,
        "needs root or CAP_NET_BIND_SERVICE; without it tasks get no credentials",
        "run fnk as root, or: sysctl -w net.ipv4.ip_unprivileged_port_start=80");
  }

  /** The kernel hands out such a file in one read only; Files.readString() begins with a byte. */
  private static int sysctl(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return Integer.parseInt(String.valueOf(reader.readLine()).strip());
    }
  }

  Check python() {
    String name = "Python 3 with venv";
    if (new PythonEnvironment(paths.cache()).complete()) {
      return Check.passed(name, "moto " + PythonEnvironment.MOTO_VERSION + " is installed");
    }
    return onPath("python3")
        ? Check.passed(name, "python3 found; moto is installed at the first start")
        : Check.failed(name, "no python3 on the PATH", "apt-get install python3 python3-venv");
  }

  private Check controlPlane(LocalOptions options) {
    String name = "Kubernetes control plane";
    Optional<Path> given = options.k8sBin();
    if (given.isPresent()) {
      return Files.isExecutable(given.get().resolve("kube-apiserver"))
          ? Check.passed(name, "from " + given.get())
          : Check.failed(name, "no kube-apiserver in " + given.get(), "check --k8s-bin");
    }
    return cachedControlPlane()
        .map(release -> Check.passed(name, "in the cache: " + release.getFileName()))
        .orElseGet(
            () ->
                Check.passed(
                    name,
                    "not there yet: downloaded at the first start"
                        + (onPath("go") ? ", or built from its Go module" : "")));
  }

  private Optional<Path> cachedControlPlane() {
    Path cache = paths.cache().resolve("control-plane");
    try (Stream<Path> releases = Files.isDirectory(cache) ? Files.list(cache) : Stream.of()) {
      return releases.filter(dir -> Files.isExecutable(dir.resolve("kube-apiserver"))).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(cache + " cannot be read", e);
    }
  }

  private Check disk() {
    String name = "disk space";
    Path existing = paths.cache();
    while (!Files.exists(existing)) {
      existing = Objects.requireNonNullElse(existing.getParent(), Path.of("/"));
    }
    long free = existing.toFile().getUsableSpace();
    String detail = "%.1f GiB free at %s".formatted(free / (double) (1L << 30), existing);
    return free >= NEEDED_BYTES
        ? Check.passed(name, detail)
        : Check.failed(name, detail, "make room: the local lab needs 3 GiB");
  }

  Check port(int port) {
    String name = "port " + port;
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return Check.passed(name, "free");
    } catch (IOException e) {
      return Check.failed(
          name,
          "not free on 127.0.0.1 (" + e.getMessage() + ")",
          "choose another one: fnk local start --port N");
    }
  }

  static boolean onPath(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(dir -> !dir.isEmpty())
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }
}
