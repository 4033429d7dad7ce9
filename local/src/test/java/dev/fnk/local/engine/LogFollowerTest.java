package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
    List<LogLine> whole = read(log, octets());
    assertThat(whole)
        .extracting(LogLine::text)
        .containsExactly(
            "first",
            longest.substring(0, LineAssembler.LONGEST),
            longest.substring(LineAssembler.LONGEST),
            "late in the log",
            "next",
            "last");

    for (int early : places()) {
      for (int size : new int[] {PIECE * 2, 1000, 7}) {
        assertThat(read(cut(log, size), early))
            .as("ended after %d octets, %d octets at a time", early, size)
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void messagesOfOneTimeAreToldApart() {
    for (int i = 0; i < 3; i++) {
      log.add(frame(StreamType.STDOUT, BEGIN, "line " + i + "\n"));
    }
    for (int early = 0; early <= octets(); early++) {
      assertThat(read(log, early))
          .as("ended after %d octets", early)
          .extracting(LogLine::text)
          .containsExactly("line 0", "line 1", "line 2");
    }
  }

  /** Octets after which a stream may end: some of each message, of its time among them. */
  private List<Integer> places() {
    List<Integer> places = new ArrayList<>();
    int at = 0;
    for (Frame message : log) {
      int length = message.getPayload().length;
      for (int in : new int[] {0, 1, 30, 31, 32, length - 1}) {
        places.add(at + Math.min(in, length));
      }
      at += length;
    }
    places.add(at);
    return places;
  }

  private int octets() {
    return log.stream().mapToInt(frame -> frame.getPayload().length).sum();
  }

  /** As the client of the engine gives them: messages in parts of any size. */
  private static List<Frame> cut(List<Frame> messages, int size) {
    List<Frame> parts = new ArrayList<>();
    for (Frame message : messages) {
      byte[] octets = message.getPayload();
      for (int at = 0; at < octets.length; at += size) {
        parts.add(
            new Frame(
                message.getStreamType(),
                Arrays.copyOfRange(octets, at, Math.min(octets.length, at + size))));
      }
    }
    return parts;
  }

  /** What comes out when the engine ends the followed stream after so many octets. */
  private List<LogLine> read(List<Frame> parts, int early) {
    lines.clear();
    ended = 0;
    var follower = new LogFollower(lines());
    var followed = follower.read(() -> {});
    int left = early;
    for (Frame part : parts) {
      byte[] octets = part.getPayload();
      followed.onNext(
          new Frame(part.getStreamType(), Arrays.copyOf(octets, Math.min(left, octets.length))));
      left -= Math.min(left, octets.length);
    }
    followed.onComplete();
    // The engine takes whole seconds.
    long since = follower.since().getEpochSecond();
    var rest = follower.read(follower::end);
    cut(log.stream().filter(message -> time(message).getEpochSecond() >= since).toList(), 1000)
        .forEach(rest::onNext);
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
