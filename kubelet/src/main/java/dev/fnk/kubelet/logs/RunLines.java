package dev.fnk.kubelet.logs;

import dev.fnk.kubelet.agent.contract.RunMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which events of a stream are lines of one run: those between its marks. A mark that is not there
 * (yet), since the log driver sends every few seconds, is stood in for by the times that the pod's
 * status tells.
 */
final class RunLines {
  private static final Set<RunMark.Kind> BOTH_ENDS =
      EnumSet.of(RunMark.Kind.END_OF_OUTPUT, RunMark.Kind.END_OF_ERRORS);

  private final ContainerRun run;
  private final Optional<Instant> since;
  private final Set<RunMark.Kind> ends = EnumSet.noneOf(RunMark.Kind.class);
  private boolean begun;
  private boolean over;

  /**
   * @param since what is asked for: nothing before it
   */
  RunLines(ContainerRun run, Optional<Instant> since) {
    this.run = run;
    this.since = since;
    this.begun = run.number() == 0 || since.filter(run::runsFor).isPresent();
  }

  /** Its lines among the next events of the stream. */
  List<LogEvent> of(List<LogEvent> events) {
    List<LogEvent> lines = new ArrayList<>(events.size());
    for (LogEvent event : events) {
      Optional<RunMark> mark = RunMark.parse(event.text());
      if (mark.isPresent()) {
        pass(mark.get());
      } else {
        begun = begun || run.runsFor(event.time());
        if (begun && !over && !early(event)) {
          lines.add(event);
        }
      }
    }
    return lines;
  }

  /** Whether all of its lines are out. */
  boolean over() {
    return over;
  }

  /** The next events are its own. */
  void begin() {
    begun = true;
  }

  private void pass(RunMark mark) {
    if (starts(mark)) {
      begun = true;
    } else if (mark.run() == run.number()) {
      ends.add(mark.kind());
    }
    over = over || mark.run() > run.number() || ends.containsAll(BOTH_ENDS);
  }

  private boolean starts(RunMark mark) {
    return mark.kind() == RunMark.Kind.START && mark.run() == run.number();
  }

  private boolean early(LogEvent event) {
    return beforeStart(event) || since.filter(event.time()::isBefore).isPresent();
  }

  private boolean beforeStart(LogEvent event) {
    return run.start().filter(event.time()::isBefore).isPresent();
  }

  /**
   * What of a page is its own: the events from one index to another, without the marks among them.
   *
   * @param begins nothing before this page is its own
   * @param started its mark says so
   * @param ends nothing behind this part is its own
   * @param later neither is what is here, nor what was seen so far: it is of a later run
   */
  record Part(int from, int to, boolean begins, boolean started, boolean ends, boolean later) {}

  /**
   * For reading backwards.
   *
   * @param ended whether a page behind this one told its end
   */
  Part part(List<LogEvent> page, boolean ended) {
    int from = 0;
    int to = page.size();
    boolean begins = false;
    boolean started = false;
    boolean ends = false;
    boolean later = false;
    for (int i = page.size() - 1; i >= 0 && !begins; i--) {
      LogEvent event = page.get(i);
      Optional<RunMark> mark = RunMark.parse(event.text());
      if (mark.isEmpty()) {
        begins = beforeStart(event) || (begun && early(event));
        from = Math.max(from, early(event) ? i + 1 : 0);
        continue;
      }
      int number = mark.get().run();
      boolean start = mark.get().kind() == RunMark.Kind.START;
      started = starts(mark.get());
      begins = started || number < run.number();
      from = Math.max(from, begins ? i + 1 : 0);
      if (ended || begins) {
        continue;
      }
      if (number == run.number() + 1 && start) {
        to = i;
        ends = true;
      } else if (number > run.number()) {
        to = 0;
        later = true;
      } else if (!ends) {
        // The later one of both ends: between them is what the engine was late with.
        to = i;
        ends = true;
      }
    }
    return new Part(Math.min(from, to), to, begins, started, ends, later && !ends);
  }

  /** Whether both its ends are among these, or a later run. */
  boolean endedIn(List<LogEvent> events) {
    Set<RunMark.Kind> seen = EnumSet.noneOf(RunMark.Kind.class);
    for (LogEvent event : events) {
      Optional<RunMark> mark = RunMark.parse(event.text());
      if (mark.filter(m -> m.run() > run.number()).isPresent()) {
        return true;
      }
      mark.filter(m -> m.run() == run.number()).ifPresent(m -> seen.add(m.kind()));
    }
    return seen.containsAll(BOTH_ENDS);
  }
}
