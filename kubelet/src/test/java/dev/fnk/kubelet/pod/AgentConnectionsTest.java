package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.AgentTarget;
import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.TaskViewBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AgentConnectionsTest {
  private static final String ROLE = "arn:aws:iam::111122223333:role/";

  private final List<AgentTarget> followed = new ArrayList<>();
  private final List<String> unheard = new ArrayList<>();
  private final AgentConnections connections =
      new AgentConnections(new Noted(), ROLE + "pod", Set.of(ROLE + "orders"));

  private final class Noted implements dev.fnk.kubelet.agent.Agents {
    @Override
    public void follow(AgentTarget target, Listener listener) {
      followed.add(target);
      listener.lost("no connection");
    }

    @Override
    public void forget(String taskId) {}

    @Override
    public void run(String taskId, PodSpecification pod) {}

    @Override
    public void update(String taskId, List<Volume> volumes) {}

    @Override
    public void stop(String taskId, Duration grace) {}

    @Override
    public TaskStatistics statistics(String taskId, Duration within) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AgentStreams streams(String taskId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private void follow(Optional<String> role) {
    connections.follow(
        TaskViewBuilder.of("arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/t1")
            .phase(TaskView.Phase.RUNNING)
            .ip(Optional.of("10.0.1.5"))
            .role(role)
            .build(),
        new TaskAgents.Listener() {
          @Override
          public void reported(String task, AgentStatus status) {}

          @Override
          public void unheard(String task) {
            unheard.add(task);
          }
        });
  }

  @Test
  void anAgentProvesItselfByExactlyItsTasksRole() {
    follow(Optional.empty());
    follow(Optional.of(ROLE + "orders"));

    assertThat(followed)
        .containsExactly(
            new AgentTarget("t1", "10.0.1.5", 10350, ROLE + "pod"),
            new AgentTarget("t1", "10.0.1.5", 10350, ROLE + "orders"));
  }

  @Test
  void anAgentThatCannotBeHeardIsToldOf() {
    follow(Optional.empty());

    assertThat(unheard).containsExactly("t1");
  }

  @Test
  void aTaskWhoseRoleNoPodMayHaveIsNotSpokenTo() {
    follow(Optional.of(ROLE + "admin"));

    assertThat(followed).isEmpty();
  }
}
