package dev.fnk.cli.engine;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.engine.LabStatus.Capacity;
import dev.fnk.cli.engine.LabStatus.NodeStatus;
import dev.fnk.cli.engine.LabStatus.PodStatus;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ec2.PublicAddresses;
import dev.fnk.cli.resource.kubernetes.PodReader;
import dev.fnk.cli.stage.LabResources;
import dev.fnk.cli.stage.Stage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads all of the lab and says how it stands. */
final class StatusReader {
  private final LabConfig config;
  private final Account account;
  private final LabResources resources;
  private final Lab lab;
  private final PublicAddresses addresses;

  StatusReader(
      LabConfig config,
      Account account,
      LabResources resources,
      Lab lab,
      PublicAddresses addresses) {
    this.config = config;
    this.account = account;
    this.resources = resources;
    this.lab = lab;
    this.addresses = addresses;
  }

  LabStatus read() {
    var all = Lab.managed(lab.scope(_ -> true));
    // What does not answer takes nothing from what the others tell.
    var observation = StateReader.observe(all, _ -> true);
    var stages =
        Arrays.stream(Stage.values())
            .map(
                s ->
                    new StageReader(observation)
                        .read(s, all.stream().filter(r -> lab.stage(r) == s).toList()))
            .toList();
    var unknown = new HashMap<String, String>();
    var why = observation.unread().get(resources.node());
    if (why != null) {
      unknown.put("node", why);
      unknown.put("pods", why);
    }
    var pods = why == null ? pods(observation.known(), unknown) : List.<PodStatus>of();
    return new LabStatus(
        config.lab(),
        config.region(),
        account.id(),
        stages,
        node(observation.known()),
        pods,
        unknown,
        open(all, observation.known()),
        notes(all, observation.known()));
  }

  private static List<String> notes(List<ManagedResource<?>> all, ObservedState known) {
    return all.stream()
        .filter(r -> known.find(r).isPresent())
        .flatMap(r -> r.notes(known).stream())
        .toList();
  }

  private static List<String> open(List<ManagedResource<?>> all, ObservedState known) {
    return all.stream().flatMap(r -> open(r, known).stream()).toList();
  }

  private static <A> Optional<String> open(ManagedResource<A> r, ObservedState known) {
    return known.find(r).flatMap(r::open);
  }

  private Optional<NodeStatus> node(ObservedState known) {
    var node = resources.node();
    return known
        .find(node)
        .map(Present::attributes)
        .map(
            n ->
                new NodeStatus(
                    node.name(),
                    n.ready(),
                    n.version(),
                    new Capacity(n.pods(), n.cpu(), n.memory())));
  }

  private List<PodStatus> pods(ObservedState known, Map<String, String> unknown) {
    try {
      var rows = PodReader.read(resources.access(), known, config.kubelet().nodeName());
      var outside = outside(rows, unknown);
      return rows.stream()
          .map(r -> pod(r, r.task().flatMap(t -> Optional.ofNullable(outside.get(t)))))
          .toList();
    } catch (ResourceException e) {
      unknown.put("pods", LabException.describe(e));
      return List.of();
    }
  }

  /** A pod is told without its public address rather than not at all. */
  private Map<String, String> outside(List<PodReader.Row> rows, Map<String, String> unknown) {
    try {
      return addresses.of(rows.stream().flatMap(r -> r.task().stream()).toList());
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      unknown.put("publicIp", LabException.describe(e));
      return Map.of();
    }
  }

  private static PodStatus pod(PodReader.Row row, Optional<String> publicIp) {
    return new PodStatus(
        row.namespace(),
        row.name(),
        row.phase(),
        row.ip(),
        publicIp,
        row.task(),
        row.size(),
        row.unused());
  }
}
