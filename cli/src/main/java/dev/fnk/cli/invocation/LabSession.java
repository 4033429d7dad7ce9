package dev.fnk.cli.invocation;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsAccess;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.console.Progress;
import dev.fnk.cli.engine.ApplyResult;
import dev.fnk.cli.engine.LabEngine;
import dev.fnk.cli.engine.Plan;
import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import dev.fnk.cli.printer.Headline;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.stage.LabParts;
import dev.fnk.cli.world.World;
import java.time.Duration;
import java.util.List;

/**
 * A command's access to one lab. Opening it finds the world, asks whose account it is, and writes
 * the line that names world, account, region and lab.
 */
public final class LabSession implements AutoCloseable {
  private final LabConfig config;
  private final World world;
  private final AwsAccess aws;
  private final Progress progress;
  private final LabEngine engine;

  private LabSession(
      LabConfig config, World world, AwsAccess aws, Progress progress, LabEngine engine) {
    this.config = config;
    this.world = world;
    this.aws = aws;
    this.progress = progress;
    this.engine = engine;
  }

  /** The lab in a world that is there. */
  public static LabSession open(Invocation invocation) {
    LabConfig config = invocation.config();
    return open(invocation, config, invocation.worlds().connect(config));
  }

  /** The lab, with its local world started when it has one that does not run. */
  public static LabSession start(Invocation invocation) throws InterruptedException {
    LabConfig config = invocation.config();
    World world = invocation.worlds().start(config, invocation::say);
    return open(invocation, config, world);
  }

  private static LabSession open(Invocation invocation, LabConfig config, World world) {
    AwsAccess aws = AwsAccess.open(world);
    try {
      Headline headline =
          new Headline(world.name(), aws.account().id(), config.region(), config.lab());
      invocation.console().err().println(headline.line(invocation.jsonLines()));
      Deadlines deadlines =
          invocation
              .options()
              .deadline()
              .map(Deadlines.standard()::atMost)
              .orElseGet(Deadlines::standard);
      Progress progress = invocation.progress();
      LabParts parts =
          new LabParts(
              VersionProvider.version(),
              invocation.images(config, progress),
              invocation.kubeconfig(),
              invocation.tokenCommand(config));
      LabEngine engine = new LabEngine(config, aws, parts, deadlines, progress);
      return new LabSession(config, world, aws, progress, engine);
    } catch (RuntimeException failed) {
      aws.close();
      throw failed;
    }
  }

  public LabConfig config() {
    return config;
  }

  public World world() {
    return world;
  }

  public AwsClients aws() {
    return aws.clients();
  }

  public Account account() {
    return aws.account();
  }

  public LabEngine engine() {
    return engine;
  }

  /** Executes a plan; one that has nothing to do touches nothing. */
  public ApplyResult apply(Plan plan) {
    return plan.empty() ? new ApplyResult(List.of(), false, Duration.ZERO) : engine.apply(plan);
  }

  public EventSink events() {
    return progress;
  }

  /** Says something on the error stream, between the events. */
  public void say(String message) {
    progress.accept(new Event.Notice(message));
  }

  /** Ends the progress: what is written to the error stream afterwards comes after it. */
  public void endProgress() {
    progress.close();
  }

  @Override
  public void close() {
    progress.close();
    engine.close();
    aws.close();
  }
}
