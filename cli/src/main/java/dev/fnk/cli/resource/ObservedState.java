package dev.fnk.cli.resource;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of resources so far; how a resource reads those it needs. Safe for threads. */
public final class ObservedState {
  private final Map<Resource<?>, Observed<?>> observed = new ConcurrentHashMap<>();

  public ObservedState() {}

  /** A copy that changes apart from its original. */
  public ObservedState(ObservedState other) {
    observed.putAll(other.observed);
  }

  public <A> void put(Resource<A> resource, Observed<A> what) {
    observed.put(resource, what);
  }

  /** What was last seen of it. */
  public <A> Observed<A> seen(Resource<A> resource) {
    @SuppressWarnings("unchecked") // put pairs a resource only with its own kind
    var what = (Observed<A>) observed.get(resource);
    return what == null ? new Absent<>() : what;
  }

  /** The resource, if it exists. */
  public <A> Optional<Present<A>> find(Resource<A> resource) {
    return seen(resource) instanceof Present<A> p ? Optional.of(p) : Optional.empty();
  }

  /**
   * The resource, which must exist.
   *
   * @throws ResourceException it does not
   */
  public <A> Present<A> of(Resource<A> resource) {
    return find(resource)
        .orElseThrow(
            () ->
                new ResourceException(
                    resource.label() + " does not exist", "fnk up brings back what is missing"));
  }
}
