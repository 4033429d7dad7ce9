package dev.fnk.kubelet.logs;

import dev.fnk.kubelet.agent.contract.RunMark;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of one run out of its stream, forward, page by page; holds one page at a time.
 */
final class StreamReader {
  /** Marks that may stand behind a run's last lines: its two ends and the next one's start. */
  private static final int MARKS = 3;

  private final LogStreams streams;
  private final String stream;
  private final LogStreams.Window window;
  private final RunLines lines;
  private final Retry retry;
  private @Nullable String token;
  private List<LogEvent> pending = List.of();

  StreamReader(
      LogStreams streams, String stream, LogStreams.Window window, RunLines lines, Retry retry) {
    this.streams = streams;
    this.stream = stream;
    this.window = window;
    this.lines = lines;
    this.retry = retry;
  }

  /**
   * Some events.
   *
   * @param end whether there were no more at that time; CloudWatch may give none and still have
   *     more
   * @param over whether there never will be more of this run
   */
  record Batch(List<LogEvent> events, boolean end, boolean over) {}

  Batch next() throws InterruptedException {
    if (!pending.isEmpty()) {
      List<LogEvent> own = lines.of(pending);
      pending = List.of();
      return new Batch(own, false, lines.over());
    }
    String at = token;
    Optional<LogStreams.Page> page =
        retry.call(
            () -> at == null ? streams.first(stream, window) : streams.after(stream, window, at));
    if (page.isEmpty()) {
      return new Batch(List.of(), true, false);
    }
    token = page.get().forward();
    return new Batch(lines.of(page.get().events()), page.get().forward().equals(at), lines.over());
  }

  /** Whether the newest events say that the run is whole. */
  boolean whole() throws InterruptedException {
    return retry
        .call(() -> streams.last(stream, window, 2 * MARKS))
        .filter(page -> lines.endedIn(page.events()))
        .isPresent();
  }

  /**
   * Goes to where the last lines begin; none yet: to the beginning.
   *
   * @param followed whether lines of a later run may stand in the window behind those of this one
   */
  void seekTail(int tail, boolean followed) throws InterruptedException {
    int most = Math.min(tail, LogStreams.MOST_EVENTS - 1 - MARKS) + 1 + MARKS;
    var newest = retry.call(() -> streams.last(stream, window, most));
    if (newest.isEmpty()) {
      return;
    }
    LogStreams.Page page = newest.get();
    LogEvent later = null;
    // One line shows that the run has begun, also when none is wanted.
    int wanted = Math.max(tail, 1);
    int missing = wanted;
    boolean ended = false;
    boolean inside = !followed;
    while (true) {
      RunLines.Part part = lines.part(page.events(), ended);
      if (part.ends() || part.later()) {
        later = null;
        missing = wanted;
      }
      ended = ended || part.ends();
      inside = !part.later() && (inside || ended || part.begins());
      List<LogEvent> own = page.events().subList(part.from(), part.to());
      int begin = inside ? beginning(own, later, missing) : -1;
      if (begin >= 0 || part.begins()) {
        pending = page.events().subList(part.from() + Math.max(begin, 0), page.events().size());
        if (begin >= 0 || part.started()) {
          lines.begin();
        }
        break;
      }
      if (inside) {
        missing -= starts(own, later);
        later = own.isEmpty() ? later : mark(own.getFirst()) ? null : own.getFirst();
      }
      String back = page.backward();
      var before = retry.call(() -> streams.before(stream, window, back));
      if (before.isEmpty() || before.get().backward().equals(back)) {
        pending = page.events();
        break;
      }
      page = before.get();
    }
    token = page.forward();
    if (tail == 0) {
      lines.of(newest.get().events());
      token = newest.get().forward();
      pending = List.of();
    }
  }

  private static boolean mark(LogEvent event) {
    return RunMark.parse(event.text()).isPresent();
  }

  /**
   * Where the line begins that is the so-manieth from the end of these events; their number: with
   * the event behind them; -1: before them. The first event may go on with a line of the page
   * before.
   */
  private static int beginning(List<LogEvent> events, @Nullable LogEvent later, int lines) {
    boolean[] starts = lineStarts(events, later);
    int missing = lines;
    for (int i = starts.length - 1; i > 0; i--) {
      if (starts[i] && --missing == 0) {
        return i;
      }
    }
    return -1;
  }

  private static int starts(List<LogEvent> events, @Nullable LogEvent later) {
    boolean[] starts = lineStarts(events, later);
    int count = 0;
    for (int i = 1; i < starts.length; i++) {
      count += starts[i] ? 1 : 0;
    }
    return count;
  }

  private static boolean[] lineStarts(List<LogEvent> events, @Nullable LogEvent later) {
    var cuts = new LineCuts();
    boolean[] starts = new boolean[events.size() + (later == null ? 0 : 1)];
    for (int i = 0; i < events.size(); i++) {
      starts[i] = !mark(events.get(i)) && !cuts.continues(events.get(i));
    }
    if (later != null) {
      starts[events.size()] = !cuts.continues(later);
    }
    return starts;
  }
}
