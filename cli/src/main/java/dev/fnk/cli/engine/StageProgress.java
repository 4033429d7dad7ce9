package dev.fnk.cli.engine;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.EventSink;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.stage.Stage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Tells when a stage's first resource is begun and its last one done. Stages may overlap. */
final class StageProgress {
  private final Lab lab;
  private final EventSink events;
  private final Map<Stage, Integer> open = new EnumMap<>(Stage.class);
  private final Map<Stage, Long> began = new EnumMap<>(Stage.class);

  StageProgress(List<Resource<?>> scope, Lab lab, EventSink events) {
    this.lab = lab;
    this.events = events;
    scope.forEach(r -> open.merge(lab.stage(r), 1, Integer::sum));
  }

  synchronized void started(Resource<?> resource) {
    var stage = lab.stage(resource);
    if (began.putIfAbsent(stage, System.nanoTime()) == null) {
      events.accept(new Event.StageStarted(stage.word()));
    }
  }

  /** A resource is as it should be, whether or not anything had to be done. */
  synchronized void finished(Resource<?> resource) {
    var stage = lab.stage(resource);
    var left = open.merge(stage, -1, Integer::sum);
    var start = began.get(stage);
    if (left == 0 && start != null) {
      events.accept(new Event.StageDone(stage.word(), Duration.ofNanos(System.nanoTime() - start)));
    }
  }
}
