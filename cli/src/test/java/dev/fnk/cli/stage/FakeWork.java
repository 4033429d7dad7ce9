package dev.fnk.cli.stage;

import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * ResourceContext whose waits take no time: a poll is made a number of times, then its deadline has
 * passed.
 */
public final class FakeWork implements ResourceContext {
  /** Of one wait, at most. */
  public static final int POLLS = 20;

  private final ObservedState known;
  private final int most;
  private final List<String> notices = new ArrayList<>();
  private int polls;

  public FakeWork() {
    this(new ObservedState());
  }

  /**
   * @param most how many polls a deadline has
   */
  public FakeWork(int most) {
    this(new ObservedState(), most);
  }

  public FakeWork(ObservedState known) {
    this(known, POLLS);
  }

  private FakeWork(ObservedState known, int most) {
    this.known = known;
    this.most = most;
  }

  /** What the user was told. */
  public List<String> notices() {
    return List.copyOf(notices);
  }

  /** Of the last wait. */
  public int polls() {
    return polls;
  }

  @Override
  public ObservedState known() {
    return known;
  }

  @Override
  public Deadlines deadlines() {
    return Deadlines.standard();
  }

  @Override
  public <T> T await(String what, Duration deadline, Supplier<Optional<T>> poll) {
    for (polls = 1; polls <= most; polls++) {
      var value = poll.get();
      if (value.isPresent()) {
        return value.get();
      }
    }
    polls = most;
    throw new ResourceException("gave up waiting for " + what, "");
  }

  @Override
  public <T> T retry(
      String what, Duration deadline, Predicate<RuntimeException> retryable, Supplier<T> call) {
    for (int i = 1; ; i++) {
      try {
        return call.get();
      } catch (RuntimeException e) {
        if (!retryable.test(e) || i == most) {
          throw e;
        }
      }
    }
  }

  @Override
  public void notice(String message) {
    notices.add(message);
  }
}
