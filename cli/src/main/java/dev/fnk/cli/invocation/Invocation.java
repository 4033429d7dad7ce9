package dev.fnk.cli.invocation;

import dev.fnk.cli.config.Directories;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.config.Settings;
import dev.fnk.cli.console.Console;
import dev.fnk.cli.console.Progress;
import dev.fnk.cli.console.ProgressFactory;
import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import dev.fnk.cli.image.BaseImages;
import dev.fnk.cli.image.Distribution;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.invocation.GlobalOptions.LogFormat;
import dev.fnk.cli.invocation.GlobalOptions.Output;
import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import dev.fnk.cli.printer.Document;
import dev.fnk.cli.world.LocalWorld;
import dev.fnk.cli.world.TokenCommandLine;
import dev.fnk.cli.world.WorldResolver;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One run of fnk.
 *
 * @param console its caller's streams
 * @param options the global ones, which picocli fills before a command runs
 * @param local the cloud on this machine, whether it runs or not
 */
public record Invocation(Console console, GlobalOptions options, LocalWorld local) {
  /** All settings, with fnk.yaml of the working directory when none is named. */
  public Settings settings() {
    return Settings.load(
        Settings.findFile(
            Optional.ofNullable(options.config), console.environment(), console.directory()),
        console.environment(),
        options.flags());
  }

  /**
   * The settings of a command that other programs run anywhere: when its flags say which world,
   * neither the fnk.yaml of the working directory nor the FNK_* of the environment count.
   */
  public Settings settingsForPrograms() {
    if (options.local == null) {
      return settings();
    }
    return Settings.load(
        Optional.ofNullable(options.config).map(console.directory()::resolve),
        Map.of(),
        options.flags());
  }

  public LabConfig config() {
    return settings().toLabConfig();
  }

  /**
   * Writes a result.
   *
   * @param kind its schema is {@code fnk.dev/KIND/v1}
   * @param text writes it for a person
   * @param fields fills the document for a program
   */
  public void print(String kind, Runnable text, Consumer<Document> fields) {
    if (options.output == Output.text) {
      text.run();
      return;
    }
    Document document = new Document(kind);
    fields.accept(document);
    if (options.output == Output.json) {
      console.out().println(document.toJson());
    } else {
      console.out().print(document.toYaml());
    }
  }

  /** The kubeconfig that kubectl would use: it goes by HOME, which Java does not ask. */
  public KubeconfigFile kubeconfig() {
    Map<String, String> environment = console.environment();
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return KubeconfigFile.of(environment, Path.of(home));
  }

  /** Adds whose lab the document is about. */
  public void identify(Document document, LabSession session) {
    document
        .with("lab", session.config().lab())
        .with("region", session.config().region())
        .with("account", session.account().id())
        .with("local", session.world().name().equals(LocalWorld.NAME));
  }

  /** Whether progress is written for programs. */
  public boolean jsonLines() {
    LogFormat format = options.logFormat;
    return format == null ? options.output == Output.json : format == LogFormat.json;
  }

  /** Opens the progress on the error stream. */
  public Progress progress() {
    return jsonLines()
        ? ProgressFactory.json(console)
        : ProgressFactory.text(console, !options.noColor);
  }

  /** What kubectl runs to get a token of a lab's cluster. */
  public ExecCommand tokenCommand(LabConfig config) {
    return TokenCommandLine.of(config, console.environment(), console.directory(), local);
  }

  /** Says something on the error stream while no progress is open; to programs as an event. */
  public void say(String message) {
    if (!jsonLines()) {
      console.err().println(message);
      return;
    }
    try (Progress progress = progress()) {
      progress.accept(new Event.Notice(message));
    }
  }

  public WorldResolver worlds() {
    return new WorldResolver(local);
  }

  public ImagePublisher images(LabConfig config, EventSink events) {
    Directories directories = Directories.of(console.environment());
    return new ImagePublisher(
        new BaseImages(
            config.kubelet().baseImage(),
            config.architecture(),
            console.directory(),
            directories,
            events),
        Distribution.running(),
        directories);
  }
}
