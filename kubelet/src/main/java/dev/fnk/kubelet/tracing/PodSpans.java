package dev.fnk.kubelet.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes two traces of each attempt of a pod: {@code pod start}, until it is ready, and {@code pod
 * end}, which is linked to it; the legs between the milestones are their children. A start of which
 * the node has not seen the beginning, since it is itself a new one, has no trace.
 *
 * <p>Names of attributes: <a
 * href="https://opentelemetry.io/docs/specs/semconv/resource/k8s/">Kubernetes</a> and <a
 * href="https://opentelemetry.io/docs/specs/semconv/resource/cloud-provider/aws/ecs/">ECS</a> in
 * OpenTelemetry's semantic conventions; {@code fnk.} where there is none.
 */
final class PodSpans implements PodTraces {
  static final AttributeKey<String> NAMESPACE = AttributeKey.stringKey("k8s.namespace.name");
  static final AttributeKey<String> NAME = AttributeKey.stringKey("k8s.pod.name");
  static final AttributeKey<String> UID = AttributeKey.stringKey("k8s.pod.uid");
  static final AttributeKey<String> TASK = AttributeKey.stringKey("aws.ecs.task.id");
  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("fnk.attempt");
  static final AttributeKey<String> RESULT = AttributeKey.stringKey("fnk.result");
  static final AttributeKey<String> PHASE = AttributeKey.stringKey("fnk.pod.phase");
  static final AttributeKey<String> REASON = AttributeKey.stringKey("fnk.reason");

  private static final Logger LOG = LoggerFactory.getLogger(PodSpans.class);

  private final Tracer tracer;
  private final ConcurrentMap<String, Way> ways = new ConcurrentHashMap<>();

  PodSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** What was seen of one attempt. */
  private static final class Way {
    final Map<Milestone, Instant> reached = new EnumMap<>(Milestone.class);
    Span start = Span.getInvalid();
    Span end = Span.getInvalid();
    Optional<String> waiting = Optional.empty();

    boolean lacks(Milestone milestone) {
      return !reached.containsKey(milestone);
    }
  }

  @Override
  public void passed(Pod pod, Set<Milestone> reached, Instant at) {
    try {
      pass(pod, reached, at);
    } catch (RuntimeException e) {
      LOG.warn("{}/{}: not traced: {}", pod.namespace(), pod.name(), e.toString());
    }
  }

  private void pass(Pod pod, Set<Milestone> reached, Instant at) {
    if (reached.contains(Milestone.SEEN)) {
      begin(pod, reached, at);
    }
    Way way = ways.get(pod.uid());
    if (way == null) {
      return;
    }
    if (way.lacks(Milestone.LAUNCHED) && reached.contains(Milestone.LAUNCHED)) {
      launched(pod, way, reached);
    }
    if (way.lacks(Milestone.ENDING) && reached.contains(Milestone.ENDING)) {
      ending(pod, way, at);
    }
    for (Milestone milestone : Milestone.values()) {
      if (reached.contains(milestone) && way.lacks(milestone)) {
        Leg.endingAt(milestone).ifPresent(leg -> child(way, leg, at));
        way.reached.put(milestone, at);
      }
    }
    waits(pod, way, at);
    close(pod, way, at);
  }

  private void begin(Pod pod, Set<Milestone> reached, Instant at) {
    Way before = ways.get(pod.uid());
    if (before != null) {
      endEnd(before, pod, at);
    }
    var way = new Way();
    if (reached.equals(Set.of(Milestone.SEEN))) {
      way.start = root("pod start", pod, at, before == null ? null : before.start.getSpanContext());
    }
    ways.put(pod.uid(), way);
  }

  /** A task that was found, and not started now: its start is an earlier node's. */
  private static void launched(Pod pod, Way way, Set<Milestone> reached) {
    if (reached.contains(Milestone.RESOLVED)) {
      way.start = Span.getInvalid();
    }
    pod.task().ifPresent(task -> way.start.setAttribute(TASK, task));
  }

  private void ending(Pod pod, Way way, Instant at) {
    if (way.lacks(Milestone.READY)) {
      endStart(way, "ended", at);
    }
    way.end = root("pod end", pod, at, way.start.getSpanContext());
    pod.task().ifPresent(task -> way.end.setAttribute(TASK, task));
  }

  private void waits(Pod pod, Way way, Instant at) {
    if (!pod.waiting().equals(way.waiting)) {
      pod.waiting().ifPresent(why -> way.start.addEvent("waits", Attributes.of(REASON, why), at));
      way.waiting = pod.waiting();
    }
  }

  private void close(Pod pod, Way way, Instant at) {
    if (at.equals(way.reached.get(Milestone.READY)) && way.lacks(Milestone.ENDING)) {
      endStart(way, "ready", at);
    }
    // One that is not deleted stays in the API for as long as somebody wants to look at it.
    if (!way.lacks(Milestone.GONE) || (!way.lacks(Milestone.TASK_STOPPED) && !pod.deleted())) {
      endEnd(way, pod, at);
    }
    if (!way.lacks(Milestone.GONE)) {
      ways.remove(pod.uid());
    }
  }

  /** What comes after it can still be its child, as what ECS tells of a task late. */
  private static void endStart(Way way, String result, Instant at) {
    way.start.setAttribute(RESULT, result);
    way.start.end(at);
    way.start = Span.wrap(way.start.getSpanContext());
  }

  private static void endEnd(Way way, Pod pod, Instant at) {
    way.end.setAttribute(PHASE, pod.phase());
    way.end.end(at);
    way.end = Span.getInvalid();
  }

  private Span root(String name, Pod pod, Instant at, @Nullable SpanContext before) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name)
            .setNoParent()
            .setStartTimestamp(at)
            .setAttribute(NAMESPACE, pod.namespace())
            .setAttribute(NAME, pod.name())
            .setAttribute(UID, pod.uid())
            .setAttribute(ATTEMPT, pod.attempt());
    if (before != null && before.isValid()) {
      builder.addLink(before);
    }
    return builder.startSpan();
  }

  /** One whose beginning was not seen begins with what was seen last before it. */
  private void child(Way way, Leg leg, Instant at) {
    Span parent = leg.ofTheEnd() ? way.end : way.start;
    if (!parent.getSpanContext().isValid()) {
      return;
    }
    Instant from =
        Optional.ofNullable(way.reached.get(leg.from())).orElseGet(() -> last(way, leg, at));
    tracer
        .spanBuilder(leg.span())
        .setParent(Context.root().with(parent))
        .setStartTimestamp(from)
        .startSpan()
        .end(at);
  }

  private static Instant last(Way way, Leg leg, Instant otherwise) {
    return way.reached.entrySet().stream()
        .filter(passed -> leg.ofTheEnd() == passed.getKey().compareTo(Milestone.ENDING) >= 0)
        .map(Map.Entry::getValue)
        .reduce(otherwise, (_, later) -> later);
  }
}
