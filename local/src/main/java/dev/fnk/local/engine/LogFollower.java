package dev.fnk.local.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Turns the log of one container, as the engine tells it with times, into lines. May read it more
 * than once: what it knows already is left out.
 */
final class LogFollower {
  /** How much later a piece may be in the log than one of the other stream with a later time. */
  private static final Duration DISORDER = Duration.ofSeconds(1);

  private final LogSink sink;
  private final Map<StreamType, LineAssembler> streams = new EnumMap<>(StreamType.class);

  LogFollower(LogSink sink) {
    this.sink = sink;
  }

  /** Where reading once more has to begin. */
  Instant since() {
    return streams.values().stream()
        .map(LineAssembler::last)
        .min(Instant::compareTo)
        .map(last -> last.minus(DISORDER))
        .orElse(Instant.EPOCH);
  }

  /**
   * Reads it from a time on.
   *
   * @param ended is told when there is no more
   */
  ResultCallback.Adapter<Frame> read(Runnable ended) {
    streams.values().forEach(LineAssembler::again);
    return new Reading(ended);
  }

  /** Gives what is left without an end of line, and says that nothing follows. */
  void end() {
    streams.values().forEach(stream -> stream.rest().ifPresent(this::emit));
    sink.end();
  }

  private void emit(LogLine line) {
    try {
      sink.line(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Reading extends ResultCallback.Adapter<Frame> {
    private final Runnable ended;

    Reading(Runnable ended) {
      this.ended = ended;
    }

    @Override
    public void onNext(Frame frame) {
      streams
          .computeIfAbsent(frame.getStreamType(), type -> new LineAssembler())
          .add(frame.getPayload())
          .forEach(LogFollower.this::emit);
    }

    @Override
    public void onError(Throwable error) {
      ended.run();
      super.onError(error);
    }

    @Override
    public void onComplete() {
      ended.run();
      // Last: it interrupts this thread.
      super.onComplete();
    }
  }
}
