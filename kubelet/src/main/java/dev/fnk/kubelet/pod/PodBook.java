package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.stats.RunningPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The states of all pods by uid. Each change is made on the newest state, one at a time a pod, so
 * that feed, watcher and worker never overwrite what another has just learned.
 */
final class PodBook implements KnownPods {
  private final ConcurrentMap<String, PodState> states = new ConcurrentHashMap<>();
  private final Changes changes;

  /** Is told of each change, one at a time a pod; neither blocks nor throws. */
  @FunctionalInterface
  interface Changes {
    /**
     * @param before null: the pod was not known
     */
    void changed(@Nullable PodState before, PodState after);
  }

  PodBook() {
    this((_, _) -> {});
  }

  PodBook(Changes changes) {
    this.changes = changes;
  }

  Optional<PodState> get(String uid) {
    return Optional.ofNullable(states.get(uid));
  }

  /** As the feed tells; a pod that is not known yet is taken up. */
  void followed(Pod pod) {
    states.compute(
        pod.getMetadata().getUid(),
        (_, state) -> changed(state, state == null ? PodState.of(pod) : state.followed(pod)));
  }

  /** Changes the state, if the pod is known. */
  Optional<PodState> update(String uid, UnaryOperator<PodState> change) {
    return Optional.ofNullable(
        states.computeIfPresent(uid, (_, state) -> changed(state, change.apply(state))));
  }

  private PodState changed(@Nullable PodState before, PodState after) {
    changes.changed(before, after);
    return after;
  }

  /** Forgets the pod, unless the feed still has to say that it is gone: it may tell old news. */
  void forget(String uid) {
    states.computeIfPresent(uid, (_, state) -> state.followed() ? state : null);
  }

  Collection<PodState> all() {
    return states.values();
  }

  @Override
  public Collection<Pod> pods() {
    return present().map(PodBook::asKnown).toList();
  }

  @Override
  public Collection<Pod> runningPods() {
    return present().filter(PodState::running).map(PodBook::asKnown).toList();
  }

  @Override
  public Collection<RunningPod> tasks() {
    return present()
        .filter(PodState::running)
        .map(state -> new RunningPod(asKnown(state), state.seen().task().orElseThrow().id()))
        .toList();
  }

  @Override
  public Optional<KnownPod> find(String namespace, String name) {
    return present()
        .filter(
            state ->
                state.pod().getMetadata().getNamespace().equals(namespace)
                    && state.pod().getMetadata().getName().equals(name))
        .findFirst()
        .map(
            state ->
                new KnownPod(
                    asKnown(state),
                    state.record().task(),
                    state.record().previousTask(),
                    state.seen().task()));
  }

  private Stream<PodState> present() {
    return states.values().stream().filter(state -> state.seen().presence() != Presence.GONE);
  }

  private static Pod asKnown(PodState state) {
    return state
        .status()
        .filter(status -> !status.equals(state.pod().getStatus()))
        .map(status -> new PodBuilder(state.pod()).withStatus(status).build())
        .orElse(state.pod());
  }
}
