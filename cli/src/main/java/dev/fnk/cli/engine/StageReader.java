package dev.fnk.cli.engine;

import dev.fnk.cli.engine.LabStatus.ResourceStatus;
import dev.fnk.cli.engine.LabStatus.StageStatus;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.stage.Stage;
import java.util.List;
import java.util.Optional;

/** How a stage stands, by what was seen of its resources. */
record StageReader(Observation seen) {
  private static final String UNKNOWN = "unknown";

  StageStatus read(Stage stage, List<ManagedResource<?>> resources) {
    var read = resources.stream().map(this::resource).toList();
    return new StageStatus(stage.word(), state(resources, read), reason(read), read);
  }

  /** Of a stage that is read in part, nothing is known that holds for the whole. */
  private String state(List<ManagedResource<?>> resources, List<ResourceStatus> read) {
    if (read.stream().anyMatch(r -> r.state().equals(UNKNOWN))) {
      return UNKNOWN;
    }
    var there = resources.stream().filter(r -> seen.known().find(r).isPresent()).count();
    if (there == 0) {
      return "absent";
    }
    if (there < resources.size()) {
      return "partial";
    }
    return read.stream().anyMatch(r -> r.drift().isPresent()) ? "drifted" : "up";
  }

  private static Optional<String> reason(List<ResourceStatus> read) {
    return read.stream()
        .filter(r -> r.state().equals(UNKNOWN))
        .findFirst()
        .flatMap(ResourceStatus::drift);
  }

  private <A> ResourceStatus resource(ManagedResource<A> r) {
    var unread = seen.unread().get(r);
    if (unread != null) {
      return without(r, UNKNOWN, Optional.of(unread));
    }
    return switch (seen.known().seen(r)) {
      case Absent<A> _ -> without(r, "absent", Optional.empty());
      case Foreign<A> f ->
          new ResourceStatus(r.id(), Optional.of(f.id()), f.arn(), "foreign", Optional.of(f.why()));
      case Present<A> p -> present(r, p);
    };
  }

  private <A> ResourceStatus present(ManagedResource<A> r, Present<A> p) {
    Change change;
    try {
      change = StateReader.cancellable(() -> r.diff(p, seen.known()));
    } catch (RuntimeException e) {
      if (!StateReader.concernsItAlone(e)) {
        throw e;
      }
      return without(r, UNKNOWN, Optional.of(LabException.describe(e)));
    }
    return new ResourceStatus(
        r.id(),
        Optional.of(p.id()),
        p.arn(),
        p.state(),
        change instanceof Change.None ? Optional.empty() : Optional.of(change.reason()));
  }

  private static ResourceStatus without(Resource<?> r, String state, Optional<String> drift) {
    return new ResourceStatus(r.id(), Optional.empty(), Optional.empty(), state, drift);
  }
}
