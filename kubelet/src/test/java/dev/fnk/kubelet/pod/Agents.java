package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.task.TaskView;
import java.time.Duration;
import java.util.List;

/** What there is instead of agents where no task has one. */
final class Agents {
  static final Instructions NOT_ASKED =
      (_, _, _) -> {
        throw new IllegalStateException("no task has an agent");
      };

  static final TaskAgents NONE =
      new TaskAgents() {
        @Override
        public void follow(TaskView task, Listener listener) {
          throw new IllegalStateException("no task has an agent");
        }

        @Override
        public void forget(String task) {}

        @Override
        public void instruct(String task, PodSpecification pod) {
          throw new IllegalStateException("no task has an agent");
        }

        @Override
        public void update(String task, List<Volume> volumes) {
          throw new IllegalStateException("no task has an agent");
        }

        @Override
        public void terminate(String task, Duration grace) {
          throw new IllegalStateException("no task has an agent");
        }
      };

  private Agents() {}
}
