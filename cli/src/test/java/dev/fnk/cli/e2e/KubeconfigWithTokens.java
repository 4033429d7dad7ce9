package dev.fnk.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A copy of a kubeconfig whose users have a token, in place of the program that issues one: for
 * each of its calls kubectl would start a JVM, which takes ten times as long as the call. That
 * kubectl can start it is seen by KubeconfigIT.
 */
final class KubeconfigWithTokens {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final JsonMapper JSON = new JsonMapper();

  /** A token lasts 14 minutes. */
  private static final Duration USED_FOR = Duration.ofMinutes(5);

  private final Path original;
  private final Path copy;
  private final Function<List<String>, Run> runner;
  private String copied = "";
  private Instant until = Instant.MIN;

  /**
   * @param runner runs a program in the environment of the kubeconfig's user
   */
  KubeconfigWithTokens(Path original, Function<List<String>, Run> runner) {
    this.original = original;
    this.copy = original.resolveSibling(original.getFileName() + "-with-tokens");
    this.runner = runner;
  }

  /** The path of the copy, or of the original while it is not there. */
  synchronized Path path() {
    try {
      if (!Files.exists(original)) {
        return original;
      }
      String text = Files.readString(original);
      if (!text.equals(copied) || Instant.now().isAfter(until)) {
        until = Instant.now().plus(USED_FOR);
        Path next = Files.createTempFile(copy.getParent(), "kubeconfig-", ".next");
        Files.writeString(next, JSON.writeValueAsString(withTokens(YAML.readTree(text))));
        // In one piece: a kubectl that still runs may read it.
        Files.move(next, copy, StandardCopyOption.ATOMIC_MOVE);
        copied = text;
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has tokens issued anew: other keys may be those of the account now. */
  synchronized void forget() {
    copied = "";
  }

  private JsonNode withTokens(JsonNode kubeconfig) {
    for (JsonNode user : kubeconfig.at("/users")) {
      if (user.at("/user/exec") instanceof ObjectNode exec
          && user.at("/user") instanceof ObjectNode how) {
        Run issued = runner.apply(program(exec));
        // Where there is none, kubectl is to say so.
        if (issued.exit() == 0) {
          how.removeAll();
          how.put("token", JSON.readTree(issued.out()).at("/status/token").asString());
        }
      }
    }
    return kubeconfig;
  }

  private static List<String> program(ObjectNode exec) {
    var line = new ArrayList<>(List.of("env"));
    for (JsonNode variable : exec.at("/env")) {
      line.add(variable.at("/name").asString() + "=" + variable.at("/value").asString());
    }
    line.add(exec.at("/command").asString());
    exec.at("/args").forEach(argument -> line.add(argument.asString()));
    return line;
  }
}
