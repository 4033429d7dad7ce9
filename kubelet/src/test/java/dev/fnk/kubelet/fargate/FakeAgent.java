package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.schedule.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The agent of a {@link FakeTask} with one container: starts it when told, again, and ends it. */
public final class FakeAgent {
  private static final int TERMINATED = 143;
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

  private final VirtualTime time;
  private final FakeTask task;
  private final List<Integer> codes = new ArrayList<>();
  private final Map<String, Volume> volumes = new HashMap<>();
  private final List<Instant> updates = new ArrayList<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private Random random = new Random(0);
  private FakeEcs.End life = new FakeEcs.End(Duration.ofDays(365), 0, FakeEcs.Failing.NOT);
  private @Nullable PodSpecification pod;
  private long version = 1;
  private boolean stopping;
  private boolean ended;
  private int restarts;
  private @Nullable Instant startedAt;
  private Optional<ContainerReport.Run> run = Optional.empty();
  private Optional<ContainerReport.Run> last = Optional.empty();
  private int generation;

  FakeAgent(VirtualTime time, FakeTask task) {
    this.time = time;
    this.task = task;
  }

  void begin(FakeEcs.End its, Random chance) {
    life = its;
    random = chance;
  }

  /** Called at each change. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public boolean begun() {
    return startedAt != null || !codes.isEmpty();
  }

  boolean endedWith(int from, int code) {
    return from < codes.size() && codes.subList(from, codes.size()).contains(code);
  }

  @Nullable Integer lastExitCode() {
    return codes.isEmpty() ? null : codes.getLast();
  }

  /** As {@code POST /v1/run}: the same again changes nothing. */
  public void tell(PodSpecification its) {
    if (pod == null && !stopping) {
      pod = its;
      its.volumes().forEach(volume -> volumes.put(volume.name(), volume));
      start();
    }
  }

  /** What it was told to run. */
  public Optional<PodSpecification> told() {
    return Optional.ofNullable(pod);
  }

  /** As {@code PUT /v1/volumes}: an agent that has not been told refuses. */
  public void update(List<Volume> its) {
    if (pod == null) {
      throw new IllegalStateException("the pod has not been told what to run");
    }
    updates.add(time.now());
    its.forEach(volume -> volumes.put(volume.name(), volume));
  }

  /** When it was told of volumes, besides the beginning. */
  public List<Instant> updates() {
    return updates;
  }

  /** A file's text; empty: it is not there. */
  public Optional<String> file(String volume, String path) {
    return Optional.ofNullable(volumes.get(volume)).stream()
        .flatMap(its -> its.files().stream())
        .filter(file -> file.path().equals(path))
        .map(file -> new String(file.data(), StandardCharsets.UTF_8))
        .findFirst();
  }

  /** Whether it was told, and may start containers again. */
  public boolean keeps() {
    return pod != null && !stopping && !ended;
  }

  /** As {@code POST /v1/stop}, and as TERM by ECS. */
  public void terminate(Duration grace) {
    if (stopping || ended) {
      return;
    }
    stopping = true;
    generation++;
    if (startedAt == null) {
      end(codes.isEmpty() ? TERMINATED : codes.getLast());
    } else {
      changed();
      int most = (int) Math.max(1, grace.toMillis());
      int code = random.nextInt(4) == 0 ? 0 : TERMINATED;
      at(Duration.ofMillis(random.nextInt(most)), () -> exited(code));
    }
  }

  public AgentStatus status() {
    return new AgentStatus(
        version, pod != null, stopping, ended, false, List.of(container()), List.of());
  }

  private ContainerReport container() {
    boolean running = startedAt != null;
    boolean over = run.isPresent();
    boolean backOff = !running && !over && last.isPresent();
    return new ContainerReport(
        "web",
        running
            ? ContainerReport.State.RUNNING
            : over ? ContainerReport.State.TERMINATED : ContainerReport.State.WAITING,
        running || over
            ? Optional.empty()
            : Optional.of(backOff ? "CrashLoopBackOff" : "ContainerCreating"),
        Optional.empty(),
        running,
        running,
        restarts,
        Optional.ofNullable(startedAt),
        run,
        last);
  }

  private void start() {
    startedAt = time.now();
    task.containerStarted();
    changed();
    at(life.after(), () -> exited(life.code()));
  }

  private void exited(int code) {
    generation++;
    var end =
        new ContainerReport.Run(
            Optional.ofNullable(startedAt),
            time.now(),
            code,
            0,
            code == 0 ? "Completed" : "Error",
            Optional.empty());
    startedAt = null;
    codes.add(code);
    boolean again =
        !stopping
            && switch (policy()) {
              case ALWAYS -> true;
              case ON_FAILURE -> code != 0;
              case NEVER -> false;
            };
    if (again) {
      last = Optional.of(end);
      changed();
      at(backOff(), this::restart);
    } else {
      run = Optional.of(end);
      end(code);
    }
  }

  private Restart policy() {
    return pod == null ? Restart.NEVER : pod.containers().getFirst().restart();
  }

  private Duration backOff() {
    Duration delay =
        restarts == 0 ? Duration.ZERO : Duration.ofSeconds(10L << Math.min(restarts - 1, 6));
    return delay.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : delay;
  }

  private void restart() {
    restarts++;
    start();
  }

  private void end(int code) {
    ended = true;
    if (run.isEmpty() && last.isPresent()) {
      run = last;
    }
    changed();
    time.at(Duration.ofMillis(random.nextInt(5_000)), () -> task.endedByAgent(code, random));
  }

  private void at(Duration delay, Runnable change) {
    int its = generation;
    time.at(
        delay,
        () -> {
          if (generation == its && task.mayRun()) {
            change.run();
          }
        });
  }

  private void changed() {
    version++;
    List.copyOf(listeners).forEach(Runnable::run);
  }
}
