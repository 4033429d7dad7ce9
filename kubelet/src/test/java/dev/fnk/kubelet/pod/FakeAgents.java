package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.fargate.FakeAgent;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.podspec.VolumeDigests;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The agents of {@link FakeEcs}'s tasks, over connections that are slow, lost and late. */
final class FakeAgents {
  private final VirtualTime time;
  private final Faults faults;
  private final FakeEcs ecs;
  private final Set<String> cut = new HashSet<>();
  private final Map<String, List<Runnable>> links = new HashMap<>();

  /** Of its own, so that seeds stay the histories that they were until a connection is lost. */
  private final Random chance = new Random(5);

  FakeAgents(VirtualTime time, Faults faults, FakeEcs ecs) {
    this.time = time;
    this.faults = faults;
    this.ecs = ecs;
  }

  /** A task's agent cannot be connected to from now on; false: it can again. */
  void cut(String task, boolean off) {
    if (off) {
      cut.add(task);
    } else {
      cut.remove(task);
    }
    links.getOrDefault(task, List.of()).forEach(Runnable::run);
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
              listener.unheard(id);
              connect(id, listener);
              return;
            }
            var open = new AtomicBoolean(true);
            agent.get().listen(() -> report(id, agent.get(), listener, open));
            report(id, agent.get(), listener, open);
            Runnable lose = () -> lose(id, listener, open);
            links.computeIfAbsent(id, _ -> new ArrayList<>()).add(lose);
            if (!faults.none() && chance.nextInt(8) == 0) {
              faults.count(Faults.Kind.AGENT_CUT);
              time.at(Duration.ofMillis(chance.nextInt(60_000)), lose);
            }
          });
    }

    /** The connection is lost, and for a while there is no other. */
    private void lose(String id, Listener listener, AtomicBoolean open) {
      if (process.dead() || !followed.contains(id) || !open.getAndSet(false)) {
        return;
      }
      listener.unheard(id);
      int away = faults.none() ? 1 : 1 + chance.nextInt(120_000);
      time.at(Duration.ofMillis(away), () -> connect(id, listener));
    }

    private void report(String id, FakeAgent agent, Listener listener, AtomicBoolean open) {
      time.at(
          delay(500),
          () -> {
            if (!process.dead() && followed.contains(id) && open.get()) {
              listener.reported(id, agent.status());
            }
          });
    }

    private Duration delay(int most) {
      boolean slow = faults.strikes(Faults.Kind.SLOW, 0.1);
      return Duration.ofMillis(1 + faults.random().nextInt(slow ? 20_000 : most));
    }

    private Optional<FakeAgent> agent(String id) {
      return ecs.reachable(id).filter(task -> !cut.contains(task.id())).map(FakeTask::agent);
    }

    @Override
    public void forget(String task) {
      followed.remove(task);
    }

    @Override
    public void instruct(String task, PodSpecification pod) throws IOException {
      call(
          task,
          agent -> {
            if (agent.told().filter(told -> !same(told, pod)).isPresent()) {
              throw new Trouble("the task runs something else already");
            }
            agent.tell(pod);
          });
    }

    private boolean same(PodSpecification one, PodSpecification other) {
      return VolumeDigests.of(one.volumes()).equals(VolumeDigests.of(other.volumes()));
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
