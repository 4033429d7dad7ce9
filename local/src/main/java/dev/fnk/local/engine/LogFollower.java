package dev.fnk.local.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Turns the engine's log frames into lines, those up to a time left out. */
final class LogFollower extends ResultCallback.Adapter<Frame> {
  private final LogSink sink;
  private final Instant after;
  private final boolean whole;
  private final Consumer<Instant> whenEnded;
  private final Map<StreamType, LineAssembler> streams = new EnumMap<>(StreamType.class);
  private Instant last;

  /**
   * @param after lines up to this time are known already
   * @param whole whether what is left without an end of line is a line, too
   * @param whenEnded gets the time of the last line
   */
  LogFollower(LogSink sink, Instant after, boolean whole, Consumer<Instant> whenEnded) {
    this.sink = sink;
    this.after = after;
    this.last = after;
    this.whole = whole;
    this.whenEnded = whenEnded;
  }

  @Override
  public void onNext(Frame frame) {
    streams
        .computeIfAbsent(frame.getStreamType(), type -> new LineAssembler())
        .add(frame.getPayload())
        .forEach(this::emit);
  }

  private void emit(LogLine line) {
    if (!line.time().isAfter(after)) {
      return;
    }
    last = line.time().isAfter(last) ? line.time() : last;
    try {
      sink.line(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onError(Throwable error) {
    finish();
    super.onError(error);
  }

  @Override
  public void onComplete() {
    finish();
    // Last: it interrupts this thread.
    super.onComplete();
  }

  private void finish() {
    if (whole) {
      streams.values().forEach(stream -> stream.rest().ifPresent(this::emit));
    }
    whenEnded.accept(last);
  }
}
