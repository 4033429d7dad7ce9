package dev.fnk.cli.event;

import java.time.Duration;
import java.util.Optional;

/** One thing that happened while a plan was executed. Types and names are as in {@code status}. */
public sealed interface Event {
  /** What is done to a resource. */
  enum Action {
    CREATE,
    UPDATE,
    DELETE
  }

  record StageStarted(String stage) implements Event {}

  record StageDone(String stage, Duration elapsed) implements Event {}

  record ResourceStarted(String stage, String type, String name, Action action) implements Event {}

  /**
   * @param what what is waited for, such as {@code cluster to become ACTIVE}
   * @param deadline how long at most, from its start
   */
  record ResourceWaiting(
      String stage, String type, String name, String what, Duration elapsed, Duration deadline)
      implements Event {}

  /**
   * @param id the AWS id or ARN, once known
   */
  record ResourceDone(
      String stage, String type, String name, Action action, Optional<String> id, Duration elapsed)
      implements Event {}

  record ResourceFailed(String stage, String type, String name, Action action, String message)
      implements Event {}

  /** A word to the user that belongs to no resource. */
  record Notice(String message) implements Event {}
}
