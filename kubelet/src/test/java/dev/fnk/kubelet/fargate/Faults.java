package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.VirtualTime;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes wrong with calls, by chance and in a reproducible way. */
public final class Faults {
  /** Kinds of bad luck. */
  public enum Kind {
    THROTTLED,
    FAILED,
    ANSWER_LOST,
    EFFECT_LATE,
    DOUBLED,
    SLOW,
    KILLED_BEFORE,
    KILLED_AFTER,
    CONFLICT,
    WATCH_GAP,
    WATCH_LATE,
    NODE_KILLED,
    FORCE_DELETED,
    ANNOTATION_FORGED,
    TASK_STOPPED,
    IMAGE_CHANGED,
    AGENT_CUT,
    OUTAGE
  }

  private final Random random;
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private double rate;

  public Faults(Random random, double rate) {
    this.random = random;
    this.rate = rate;
  }

  /** From now on; 0: nothing goes wrong any more. */
  public void rate(double now) {
    this.rate = now;
  }

  /** Whether nothing goes wrong. */
  public boolean none() {
    return rate == 0;
  }

  public Map<Kind, Integer> counts() {
    return counts;
  }

  public Random random() {
    return random;
  }

  public void count(Kind kind) {
    counts.merge(kind, 1, Integer::sum);
  }

  /** Whether this kind strikes now. */
  public boolean strikes(Kind kind, double share) {
    if (random.nextDouble() >= rate * share) {
      return false;
    }
    count(kind);
    return true;
  }

  /** Time a call takes on one way. */
  Duration way() {
    return rate > 0 && strikes(Kind.SLOW, 0.1)
        ? Duration.ofMillis(random.nextInt(20_000))
        : Duration.ofMillis(2 + random.nextInt(80));
  }

  /** A call's effect. */
  @FunctionalInterface
  public interface Effect<T> {
    T take();
  }

  /** The errors of the service that is called. */
  public interface Errors {
    RuntimeException throttled();

    RuntimeException failed();

    RuntimeException lost();
  }

  /** Makes a call from {@code process}, with what goes wrong with calls. */
  public <T> T call(
      VirtualTime time, VirtualTime.Process process, Errors errors, Effect<T> effect) {
    sleep(process, way());
    if (strikes(Kind.KILLED_BEFORE, 0.01)) {
      throw process.kill();
    }
    if (strikes(Kind.THROTTLED, 0.15)) {
      throw errors.throttled();
    }
    if (strikes(Kind.FAILED, 0.1)) {
      throw errors.failed();
    }
    if (strikes(Kind.EFFECT_LATE, 0.05)) {
      time.at(Duration.ofMillis(random.nextInt(30_000)), () -> quietly(effect));
      sleep(process, Duration.ofMillis(random.nextInt(15_000)));
      throw errors.lost();
    }
    T result = effect.take();
    if (strikes(Kind.DOUBLED, 0.1)) {
      quietly(effect);
    }
    if (strikes(Kind.KILLED_AFTER, 0.01)) {
      throw process.kill();
    }
    sleep(process, way());
    if (strikes(Kind.ANSWER_LOST, 0.15)) {
      throw errors.lost();
    }
    return result;
  }

  private static <T> @Nullable T quietly(Effect<T> effect) {
    try {
      return effect.take();
    } catch (RuntimeException _) {
      // Nobody hears the answer.
      return null;
    }
  }

  private static void sleep(VirtualTime.Process process, Duration duration) {
    try {
      process.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
