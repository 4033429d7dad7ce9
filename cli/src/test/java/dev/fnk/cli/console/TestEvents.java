package dev.fnk.cli.console;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.Event.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A short story of events. */
final class TestEvents {
  static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

  private TestEvents() {}

  static Event vpcStarted() {
    return new Event.ResourceStarted("base", "ec2:vpc", "eks-lab", Action.CREATE);
  }

  static Event vpcDone() {
    return new Event.ResourceDone(
        "base", "ec2:vpc", "eks-lab", Action.CREATE, Optional.of("vpc-1"), Duration.ofMillis(1234));
  }

  static Event clusterStarted() {
    return new Event.ResourceStarted("base", "eks:cluster", "eks-lab", Action.CREATE);
  }

  static Event clusterWaiting(int seconds) {
    return new Event.ResourceWaiting(
        "base",
        "eks:cluster",
        "eks-lab",
        "it to be ACTIVE",
        Duration.ofSeconds(seconds),
        Duration.ofMinutes(30));
  }

  static Event clusterFailed() {
    return new Event.ResourceFailed(
        "base", "eks:cluster", "eks-lab", Action.CREATE, "EKS: LimitExceeded (request id 1-2)");
  }

  static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }
}
