package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream that the engine ends anywhere is read on from there. */
class LogFollowerTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05.9Z");
  private static final int PIECE = 16 * 1024;

  private final List<LogLine> lines = new ArrayList<>();
  private final List<Frame> log = new ArrayList<>();
  private int ended;

  @Test
  void whatFollowsTheEndOfTheStreamIsReadOnceMoreWhereverThatIs() {
    message(StreamType.STDOUT, "first\n");
    String longest = "x".repeat(300_000);
    for (int at = 0; at < longest.length(); at += PIECE) {
      int to = Math.min(longest.length(), at + PIECE);
      message(StreamType.STDOUT, longest.substring(at, to) + (to == longest.length() ? "\n" : ""));
    }
    log.add(frame(StreamType.STDERR, BEGIN.plusMillis(99), "late in the log\n"));
    message(StreamType.STDOUT, "next\n");
    message(StreamType.STDOUT, "last");
    List<LogLine> whole = read(log.size());
    assertThat(whole)
        .extracting(LogLine::text)
        .containsExactly(
            "first",
            longest.substring(0, LineAssembler.LONGEST),
            longest.substring(LineAssembler.LONGEST),
            "late in the log",
            "next",
            "last");

    for (int early = 0; early < log.size(); early++) {
      assertThat(read(early)).as("ended after %d messages", early).isEqualTo(whole);
    }
  }

  @Test
  void messagesOfOneTimeAreToldApart() {
    for (int i = 0; i < 3; i++) {
      log.add(frame(StreamType.STDOUT, BEGIN, "line " + i + "\n"));
    }
    for (int early = 0; early <= log.size(); early++) {
      assertThat(read(early))
          .as("ended after %d messages", early)
          .extracting(LogLine::text)
          .containsExactly("line 0", "line 1", "line 2");
    }
  }

  /** What comes out when the engine ends the followed stream after so many messages. */
  private List<LogLine> read(int early) {
    lines.clear();
    ended = 0;
    var follower = new LogFollower(lines());
    var followed = follower.read(() -> {});
    log.subList(0, early).forEach(followed::onNext);
    followed.onComplete();
    // The engine takes whole seconds.
    long since = follower.since().getEpochSecond();
    var rest = follower.read(follower::end);
    log.stream().filter(frame -> time(frame).getEpochSecond() >= since).forEach(rest::onNext);
    rest.onComplete();
    assertThat(ended).isEqualTo(1);
    return List.copyOf(lines);
  }

  private LogSink lines() {
    return new LogSink() {
      @Override
      public void line(LogLine line) {
        lines.add(line);
      }

      @Override
      public void end() {
        ended++;
      }
    };
  }

  private void message(StreamType stream, String text) {
    log.add(frame(stream, BEGIN.plusMillis(10L * log.size()), text));
  }

  private static Frame frame(StreamType stream, Instant time, String text) {
    String nanos = "%09d".formatted(time.getNano());
    String stamp = time.toString().substring(0, 19) + "." + nanos + "Z ";
    return new Frame(stream, (stamp + text).getBytes(StandardCharsets.UTF_8));
  }

  private static Instant time(Frame frame) {
    return Instant.parse(new String(frame.getPayload(), 0, 30, StandardCharsets.US_ASCII));
  }
}
