package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.schedule.Doubling;
import java.time.Duration;

/**
 * How long each thing may take.
 *
 * @param connect to an HTTP/2 connection, from the first packet on
 * @param prove until the agent has checked the node's proof and answered with its own; it closes
 *     what does not prove itself within 20 s
 * @param call until a short call is answered
 * @param hold how long the agent may hold a call for the status; it takes 10 minutes at most
 * @param pause between two of those calls: what changes within is told in one
 * @param silence after which the agent is asked whether it is still there; after twice of it the
 *     connection is dead
 * @param away between tries when the agent cannot be reached
 * @param refused between tries when a proof was refused
 * @param opening how many connections may be opened at a time; an agent is no longer counted when
 *     both proofs are checked
 */
record Timing(
    Duration connect,
    Duration prove,
    Duration call,
    Duration hold,
    Duration pause,
    Duration silence,
    Doubling away,
    Doubling refused,
    int opening) {
  static Timing standard() {
    return new Timing(
        Duration.ofSeconds(5),
        Duration.ofSeconds(18),
        Duration.ofSeconds(20),
        Duration.ofMinutes(5),
        Duration.ofMillis(50),
        Duration.ofSeconds(25),
        new Doubling(Duration.ofMillis(200), Duration.ofSeconds(10)),
        new Doubling(Duration.ofSeconds(5), Duration.ofMinutes(2)),
        32);
  }
}
