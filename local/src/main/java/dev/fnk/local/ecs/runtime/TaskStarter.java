package dev.fnk.local.ecs.runtime;

import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.model.task.TaskRequest;

/** Makes tasks. */
public interface TaskStarter {
  /** Starts one task, which is among the region's from then on. */
  Task launch(EcsRegion region, TaskRequest request);
}
