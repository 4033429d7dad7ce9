package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it is told. */
final class Told implements Agents.Listener {
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  @Override
  public void status(AgentStatus status) {
    told.add(status);
  }

  @Override
  public void lost(String why) {
    told.add(why);
  }

  /** The next thing, which has to be a status. */
  AgentStatus status() throws InterruptedException {
    Object next = told.poll(20, TimeUnit.SECONDS);
    assertThat(next).isInstanceOf(AgentStatus.class);
    return (AgentStatus) next;
  }

  /** The next thing, which has to be a loss. */
  String lost() throws InterruptedException {
    Object next = told.poll(20, TimeUnit.SECONDS);
    assertThat(next).isInstanceOf(String.class);
    return (String) next;
  }

  /** What was told and not asked for yet. */
  List<Object> rest() {
    return List.copyOf(told);
  }

  int untold() {
    return told.size();
  }
}
