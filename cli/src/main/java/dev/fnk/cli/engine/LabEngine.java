package dev.fnk.cli.engine;

import dev.fnk.cli.aws.AwsAccess;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.event.EventSink;
import dev.fnk.cli.inventory.Inventory;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ec2.PublicAddresses;
import dev.fnk.cli.resource.eks.KubeconfigContext;
import dev.fnk.cli.stage.LabParts;
import dev.fnk.cli.stage.LabResources;
import dev.fnk.cli.stage.Stage;
import java.util.List;
import java.util.Optional;

/**
 * Builds, shows and removes one lab. What exists is read from AWS and Kubernetes each time; nothing
 * is remembered between calls. Any call may be interrupted (by interrupting its thread) and made
 * again, here or on another machine.
 *
 * <p>Calls throw {@link LabException}, or {@link java.util.concurrent.CancellationException} when
 * interrupted; {@link #apply} reports both in its result.
 */
public final class LabEngine implements AutoCloseable {
  private final LabConfig config;
  private final AwsAccess aws;
  private final LabParts parts;
  private final Deadlines deadlines;
  private final EventSink events;
  private Optional<Opened> opened = Optional.empty();

  /** The lab's resources, made by the first call. */
  private record Opened(LabResources resources, Lab lab) {}

  /**
   * @param aws stays open when the engine is closed
   */
  public LabEngine(
      LabConfig config, AwsAccess aws, LabParts parts, Deadlines deadlines, EventSink events) {
    this.config = config;
    this.aws = aws;
    this.parts = parts;
    this.deadlines = deadlines;
    this.events = events;
  }

  /**
   * What {@code up} would do.
   *
   * @param upTo last stage to build
   * @param only just this stage, which needs the earlier ones to be there
   */
  public Plan plan(Stage upTo, boolean only) {
    var wanted = lab().scope(s -> only ? s == upTo : s.compareTo(upTo) <= 0);
    return new Planner(lab(), PriceList.of(config.region())).up(wanted);
  }

  /** What {@code teardown} would do: this stage and all that need it, in reverse. */
  public Plan teardownPlan(Stage from) {
    return new Planner(lab(), PriceList.of(config.region()))
        .down(lab().scope(s -> s.compareTo(from) >= 0));
  }

  /**
   * Does what the plan says; each step looks again before it acts.
   *
   * @throws LabException the plan has refusals
   */
  public ApplyResult apply(Plan plan) {
    if (!plan.refusals().isEmpty()) {
      throw LabException.refused(plan);
    }
    return new Applier(lab(), plan, deadlines, events).apply();
  }

  /** All resources as they are, with their drift from what is wanted; the node and its pods. */
  public LabStatus status() {
    return new StatusReader(
            config,
            aws.account(),
            opened().resources(),
            lab(),
            new PublicAddresses(aws.clients(), config.lab()))
        .read();
  }

  /** All that an account still lists of the lab: of its resources, by tag, in its network. */
  public List<Leftover> inventory() {
    try {
      var all =
          Inventory.of(aws.clients(), aws.account(), config.lab())
              .read(Traces.of(lab().scope(_ -> true)));
      return all.stream().map(t -> new Leftover(t.type(), t.arn(), t.detail(), t.gone())).toList();
    } catch (RuntimeException e) {
      throw e instanceof LabException ? e : LabException.of("the inventory cannot be read", e);
    }
  }

  /** Puts the cluster into the user's kubeconfig; AWS's errors pass as they are. */
  public KubeconfigContext.WriteResult writeKubeconfig() {
    return opened().resources().base().stream()
        .filter(KubeconfigContext.class::isInstance)
        .map(KubeconfigContext.class::cast)
        .findFirst()
        .orElseThrow()
        .write();
  }

  private Lab lab() {
    return opened().lab();
  }

  private synchronized Opened opened() {
    if (opened.isEmpty()) {
      opened = Optional.of(open());
    }
    return opened.get();
  }

  private Opened open() {
    try {
      var resources = LabResources.of(config, aws.account(), aws.clients(), parts);
      return new Opened(resources, Lab.of(resources));
    } catch (ResourceException e) {
      throw LabException.of("this lab cannot be", e);
    }
  }

  @Override
  public synchronized void close() {
    opened.ifPresent(o -> o.resources().access().close());
  }
}
