package dev.fnk.cli.lab;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.lab.LabStatus.Capacity;
import dev.fnk.cli.lab.LabStatus.NodeStatus;
import dev.fnk.cli.lab.LabStatus.PodStatus;
import dev.fnk.cli.lab.LabStatus.ResourceStatus;
import dev.fnk.cli.lab.LabStatus.StageStatus;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.LabResources;
import dev.fnk.cli.stage.kubernetes.PodReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads all of the lab and says how it stands. */
final class StatusReader {
  private final LabConfig config;
  private final Account account;
  private final LabResources resources;
  private final Lab lab;
  private final Map<Resource<?>, ResourceException> unread = new ConcurrentHashMap<>();

  StatusReader(LabConfig config, Account account, LabResources resources, Lab lab) {
    this.config = config;
    this.account = account;
    this.resources = resources;
    this.lab = lab;
  }

  LabStatus read() {
    var all = lab.scope(_ -> true).stream().filter(r -> !r.residue()).toList();
    // An API server that does not answer takes nothing from what AWS tells.
    var known = Observer.observe(all, r -> r.inside().isPresent(), unread::put);
    var stages =
        Arrays.stream(Stage.values())
            .map(s -> stage(s, all.stream().filter(r -> lab.stage(r) == s).toList(), known))
            .toList();
    return new LabStatus(
        config.lab(), config.region(), account.id(), stages, node(known), pods(known));
  }

  private Optional<NodeStatus> node(Known known) {
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

  private List<PodStatus> pods(Known known) {
    if (!unread.isEmpty()) {
      return List.of();
    }
    try {
      return PodReader.read(resources.access(), known, config.kubelet().nodeName()).stream()
          .map(StatusReader::pod)
          .toList();
    } catch (ResourceException e) {
      throw LabException.of("the pods cannot be read", e);
    }
  }

  private static PodStatus pod(PodReader.Row row) {
    var size = row.size().map(s -> s.split("/", -1)).filter(s -> s.length == 2);
    return new PodStatus(
        row.namespace(),
        row.name(),
        row.phase(),
        row.ip(),
        row.task(),
        size.map(s -> Integer.valueOf(s[0])),
        size.map(s -> Integer.valueOf(s[1])));
  }

  private StageStatus stage(Stage stage, List<Resource<?>> resources, Known known) {
    var read = resources.stream().map(r -> resource(r, known)).toList();
    var there = resources.stream().filter(r -> known.find(r).isPresent()).count();
    String state;
    if (there == 0 && resources.stream().noneMatch(unread::containsKey)) {
      state = "absent";
    } else if (there < resources.size()) {
      state = "partial";
    } else {
      state = read.stream().anyMatch(r -> r.drift().isPresent()) ? "drifted" : "up";
    }
    return new StageStatus(stage.word(), state, read);
  }

  private <A> ResourceStatus resource(Resource<A> r, Known known) {
    var failure = unread.get(r);
    if (failure != null) {
      return new ResourceStatus(
          r.type(),
          r.name(),
          Optional.empty(),
          Optional.empty(),
          "unknown",
          Optional.of(failure.getMessage()));
    }
    return switch (known.seen(r)) {
      case Absent<A> _ ->
          new ResourceStatus(
              r.type(), r.name(), Optional.empty(), Optional.empty(), "absent", Optional.empty());
      case Foreign<A> f ->
          new ResourceStatus(
              r.type(), r.name(), Optional.of(f.id()), f.arn(), "foreign", Optional.of(f.why()));
      case Present<A> p -> {
        var change = r.diff(p, known);
        yield new ResourceStatus(
            r.type(),
            r.name(),
            Optional.of(p.id()),
            p.arn(),
            p.state(),
            change instanceof Change.None ? Optional.empty() : Optional.of(change.reason()));
      }
    };
  }
}
