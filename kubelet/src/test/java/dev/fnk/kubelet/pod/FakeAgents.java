package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.fargate.FakeAgent;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The agents of {@link FakeEcs}'s tasks, over connections that are slow, lost and late. */
final class FakeAgents {
  private final VirtualTime time;
  private final Faults faults;
  private final FakeEcs ecs;

  FakeAgents(VirtualTime time, Faults faults, FakeEcs ecs) {
    this.time = time;
    this.faults = faults;
    this.ecs = ecs;
  }

  /** Of a process that may be killed in any call. */
  TaskAgents client(VirtualTime.Process process) {
    return new Client(process);
  }

  private static final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Trouble(String message) {
      super(message);
    }
  }

  private final class Client implements TaskAgents, Faults.Errors {
    private final VirtualTime.Process process;
    private final Set<String> followed = new HashSet<>();

    private Client(VirtualTime.Process process) {
      this.process = process;
    }

    @Override
    public void follow(TaskView task, Listener listener) {
      if (followed.add(task.id())) {
        connect(task.id(), listener);
      }
    }

    private void connect(String id, Listener listener) {
      time.at(
          delay(3000),
          () -> {
            if (process.dead() || !followed.contains(id)) {
              return;
            }
            Optional<FakeAgent> agent = agent(id);
            if (agent.isEmpty()) {
              connect(id, listener);
              return;
            }
            agent.get().listen(() -> report(id, agent.get(), listener));
            report(id, agent.get(), listener);
          });
    }

    private void report(String id, FakeAgent agent, Listener listener) {
      time.at(
          delay(500),
          () -> {
            if (!process.dead() && followed.contains(id)) {
              listener.reported(id, agent.status());
            }
          });
    }

    private Duration delay(int most) {
      boolean slow = faults.strikes(Faults.Kind.SLOW, 0.1);
      return Duration.ofMillis(1 + faults.random().nextInt(slow ? 20_000 : most));
    }

    private Optional<FakeAgent> agent(String id) {
      return ecs.reachable(id).map(FakeTask::agent);
    }

    @Override
    public void forget(String task) {
      followed.remove(task);
    }

    @Override
    public void instruct(String task, PodSpecification pod) throws IOException {
      call(task, agent -> agent.tell(pod));
    }

    @Override
    public void update(String task, List<Volume> volumes) throws IOException {
      call(task, agent -> agent.update(volumes));
    }

    @Override
    public void terminate(String task, Duration grace) throws IOException {
      call(task, agent -> agent.terminate(grace));
    }

    private void call(String task, Consumer<FakeAgent> effect) throws IOException {
      try {
        faults.call(
            time,
            process,
            this,
            () -> {
              effect.accept(agent(task).orElseThrow(() -> new Trouble("nobody answers")));
              return true;
            });
      } catch (Trouble e) {
        throw new IOException(e);
      }
    }

    @Override
    public RuntimeException throttled() {
      return new Trouble("too many");
    }

    @Override
    public RuntimeException failed() {
      return new Trouble("refused");
    }

    @Override
    public RuntimeException lost() {
      return new Trouble("no answer");
    }
  }
}
