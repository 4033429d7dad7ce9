package dev.fnk.local.daemon;

import dev.fnk.local.process.ProcessRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the background process tells the commands: how to reach it, and which process it is. */
final class StateFile {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * @param process the background process
   * @param k8sBin the directory of control-plane programs that it was given
   */
  record State(
      LocalConnection connection, ProcessRecord process, Instant started, Optional<Path> k8sBin) {}

  private final Path file;

  StateFile(Path file) {
    this.file = file;
  }

  /** Reads it; empty when there is none, or none that can be read. */
  Optional<State> read() {
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      long pid = json.path("pid").asLong(0);
      return Optional.of(
          new State(
              new LocalConnection(
                  URI.create(json.path("endpoint").asString("")),
                  json.path("accessKeyId").asString(""),
                  json.path("secretAccessKey").asString(""),
                  json.path("accountId").asString(""),
                  pid),
              new ProcessRecord("gateway", pid, json.path("startTicks").asLong(0)),
              Instant.parse(json.path("started").asString("")),
              json.path("k8sBin").asStringOpt().map(Path::of)));
    } catch (IOException | JacksonException | java.time.format.DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** Writes it at once as a whole, readable by its owner only. */
  void write(State state) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("schema", "fnk.dev/local-state/v1");
    json.put("endpoint", state.connection().endpoint().toString());
    json.put("accessKeyId", state.connection().accessKeyId());
    json.put("secretAccessKey", state.connection().secretAccessKey());
    json.put("accountId", state.connection().accountId());
    json.put("pid", state.process().pid());
    json.put("startTicks", state.process().startTicks());
    json.put("started", state.started().toString());
    state.k8sBin().ifPresent(bin -> json.put("k8sBin", bin.toString()));
    Path fresh = file.resolveSibling("gateway.json.new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
