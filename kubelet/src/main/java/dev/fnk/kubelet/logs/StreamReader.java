package dev.fnk.kubelet.logs;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one log stream forward, page by page; holds one page at a time. */
final class StreamReader {
  private final LogStreams streams;
  private final String stream;
  private final LogStreams.Window window;
  private final Retry retry;
  private @Nullable String token;
  private List<LogEvent> pending = List.of();

  StreamReader(LogStreams streams, String stream, LogStreams.Window window, Retry retry) {
    this.streams = streams;
    this.stream = stream;
    this.window = window;
    this.retry = retry;
  }

  /**
   * Some events.
   *
   * @param end whether there were no more at that time; CloudWatch may give none and still have
   *     more
   */
  record Batch(List<LogEvent> events, boolean end) {}

  Batch next() throws InterruptedException {
    if (!pending.isEmpty()) {
      var batch = new Batch(pending, false);
      pending = List.of();
      return batch;
    }
    String at = token;
    Optional<LogStreams.Page> page =
        retry.call(
            () -> at == null ? streams.first(stream, window) : streams.after(stream, window, at));
    if (page.isEmpty()) {
      return new Batch(List.of(), true);
    }
    token = page.get().forward();
    return new Batch(page.get().events(), page.get().forward().equals(at));
  }

  /** Goes to where the last lines begin; none yet: to the beginning. */
  void seekTail(int lines) throws InterruptedException {
    int most = Math.min(lines, LogStreams.MOST_EVENTS - 1) + 1;
    var newest = retry.call(() -> streams.last(stream, window, most));
    if (newest.isEmpty()) {
      return;
    }
    LogStreams.Page page = newest.get();
    LogEvent later = null;
    int missing = lines;
    while (missing > 0) {
      int begin = beginning(page.events(), later, missing);
      if (begin >= 0) {
        pending = page.events().subList(begin, page.events().size());
        break;
      }
      missing -= starts(page.events(), later);
      if (!page.events().isEmpty()) {
        later = page.events().getFirst();
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
      starts[i] = !cuts.continues(events.get(i));
    }
    if (later != null) {
      starts[events.size()] = !cuts.continues(later);
    }
    return starts;
  }
}
