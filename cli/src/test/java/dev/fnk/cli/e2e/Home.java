package dev.fnk.cli.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A user's home folder that is deleted in the end, and the programs run from it. Only the cache of
 * what is slow to get (control plane, Python packages, base image) is the machine's own.
 */
final class Home implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Path root;
  private final Path checkout;
  private final Map<String, String> environment = new TreeMap<>();
  private final KubeconfigWithTokens withTokens;
  private String kubectl = kubectl();

  private Home(Path root, Path checkout) {
    this.root = root;
    this.checkout = checkout;
    this.withTokens = new KubeconfigWithTokens(kubeconfig(), program -> run(null, program));
  }

  /**
   * @param config content of its fnk.yaml
   */
  static Home with(String config) {
    try {
      var root = Files.createTempDirectory("fnk-e2e-");
      var checkout = Path.of(System.getProperty("fnk.home")).toRealPath();
      var home = new Home(root, checkout);
      home.environment.put("PATH", System.getenv("PATH"));
      home.environment.put("JAVA_HOME", System.getProperty("java.home"));
      home.environment.put("FNK_SKIP_BUILD", "1");
      home.environment.put("FNK_CACHE_DIR", cache().toString());
      home.environment.put("HOME", root.toString());
      home.environment.put("XDG_STATE_HOME", root.resolve("state").toString());
      home.environment.put("KUBECONFIG", home.kubeconfig().toString());
      home.environment.put("AWS_EC2_METADATA_DISABLED", "true");
      for (var name : List.of("DOCKER_HOST", "LANG", "SSL_CERT_FILE", "FNK_TEST_RUN")) {
        Optional.ofNullable(System.getenv(name)).ifPresent(v -> home.environment.put(name, v));
      }
      Files.writeString(root.resolve("fnk.yaml"), config);
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("FNK_CACHE_DIR"))
        .map(Path::of)
        .or(
            () ->
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .map(dir -> Path.of(dir, "fnk")))
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "fnk"));
  }

  Path kubeconfig() {
    return root.resolve("kubeconfig");
  }

  /** Where the local lab keeps its state. */
  Path state() {
    return root.resolve("state/fnk/local");
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  void unset(String variable) {
    environment.remove(variable);
  }

  void write(String file, String content) {
    try {
      Files.writeString(root.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Run fnk(String... arguments) {
    withTokens.forget();
    return run(null, command(checkout.resolve("fnk").toString(), arguments));
  }

  /** Runs fnk at a terminal of its own, which shows stdout and stderr as one, with keys typed. */
  Run fnkAtTerminal(String keys, String... arguments) {
    var line = String.join(" ", command(checkout.resolve("fnk").toString(), arguments));
    return run(keys, command("script", "--quiet", "--return", "--command", line, "/dev/null"));
  }

  /** Runs a script of the checkout. */
  Run script(String name, String... arguments) {
    return run(null, command(checkout.resolve("scripts").resolve(name).toString(), arguments));
  }

  /** Runs a program that is slow to get, out of the machine's cache. */
  Run cached(String program, String... arguments) {
    return run(null, command(cache().resolve(program).toString(), arguments));
  }

  /**
   * Runs lines of bash in the checkout's scripts. What they start is no process of the run of all
   * tests, whose mark this one bears: they may look for such processes themselves.
   */
  Run bash(String lines) {
    var all = "set -euo pipefail\ncd " + checkout + "/scripts\n" + lines;
    return run(null, List.of("env", "-u", "FNK_TEST_RUN", "bash", "-c", all));
  }

  JsonNode fnkJson(String... arguments) {
    return JSON.readTree(fnk(arguments).exits(0).out());
  }

  /** Starts fnk and does not wait; its stderr goes to the file. */
  Process start(Path err, String... arguments) {
    // As at a terminal: whose tests run in the background has children that ignore SIGINT.
    var line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.addAll(command(checkout.resolve("fnk").toString(), arguments));
    try {
      return builder(line)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(err.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file(String name) {
    return root.resolve(name);
  }

  /** A file of the tests' resources, as one of its own. */
  Path resource(String name) throws IOException {
    try (InputStream content = Home.class.getResourceAsStream(name)) {
      return Files.write(file(name), content.readAllBytes());
    }
  }

  /** What a file holds so far; nothing, when it is not there. */
  String text(String name) {
    try {
      return Files.exists(file(name)) ? Files.readString(file(name)) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has kubectl be this program, until it is to be another one. */
  void kubectlIs(String program) {
    kubectl = program;
  }

  Run kubectl(String... arguments) {
    return run(null, kubectlCommand(arguments));
  }

  Run kubectlWithInput(String input, String... arguments) {
    return run(input, kubectlCommand(arguments));
  }

  /** Runs kubectl at a terminal of its own, by a script of e2e/terminal.py's steps. */
  Run kubectlAtTerminal(Path script, String steps, String... arguments) {
    var all = new ArrayList<>(List.of("python3", script.toString(), steps));
    all.addAll(kubectlCommand(arguments));
    return run(null, all);
  }

  JsonNode kubectlJson(String... arguments) {
    var all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("-o", "json"));
    return JSON.readTree(kubectl(all.toArray(String[]::new)).exits(0).out());
  }

  /** A kubectl that goes on running, such as one that follows logs; its stdout goes to the file. */
  Process startKubectl(Path out, String... arguments) {
    return startKubectl(out, ProcessBuilder.Redirect.INHERIT, arguments);
  }

  /** The same, with its stderr in a file too. */
  Process startKubectl(Path out, Path err, String... arguments) {
    return startKubectl(out, ProcessBuilder.Redirect.to(err.toFile()), arguments);
  }

  private Process startKubectl(Path out, ProcessBuilder.Redirect err, String... arguments) {
    try {
      return builder(kubectlCommand(arguments))
          .redirectOutput(out.toFile())
          .redirectError(err)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Path of kubectl. */
  static String kubectl() {
    var cached = cache().resolve("control-plane/v1.36.3/kubectl");
    return Files.isExecutable(cached) ? cached.toString() : "kubectl";
  }

  /** Path of a kubectl of an old minor version. */
  static String oldKubectl() {
    return cache().resolve("clients/kubectl").toString();
  }

  private List<String> kubectlCommand(String... arguments) {
    var path = arguments[0].equals("config") ? kubeconfig() : withTokens.path();
    var line = new ArrayList<>(List.of("env", "KUBECONFIG=" + path, kubectl));
    line.addAll(Arrays.asList(arguments));
    return line;
  }

  Run docker(String... arguments) {
    return run(null, command("docker", arguments));
  }

  private static List<String> command(String program, String... arguments) {
    var all = new ArrayList<String>();
    all.add(program);
    all.addAll(Arrays.asList(arguments));
    return all;
  }

  private ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
  }

  private Run run(@Nullable String input, List<String> command) {
    var started = Instant.now();
    try {
      var out = Files.createTempFile(root, "run-", ".out");
      var err = Files.createTempFile(root, "run-", ".err");
      var builder = builder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      if (input != null) {
        var in = Files.createTempFile(root, "run-", ".in");
        Files.writeString(in, input);
        builder.redirectInput(in.toFile());
      }
      var process = builder.start();
      var ended = process.waitFor(PATIENCE);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      var run =
          new Run(
              command,
              process.exitValue(),
              Files.readString(out),
              Files.readString(err),
              Duration.between(started, Instant.now()));
      if (!ended) {
        throw new AssertionError("killed after " + PATIENCE.toMinutes() + " min: " + run);
      }
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Deletes the folder, and nothing else: what runs has to be stopped before. */
  @Override
  public void close() {
    try (var files = Files.walk(root)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
