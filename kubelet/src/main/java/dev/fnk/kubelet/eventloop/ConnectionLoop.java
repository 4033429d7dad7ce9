package dev.fnk.kubelet.eventloop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;

/**
 * One thread for all of the node's connections, its clients' and those to the agents. What a client
 * is sent comes from an agent, and the other way round: were these two threads, each piece would
 * wake the other one, which costs more than to encrypt it, and a node's task has less than one
 * processor by default. Nothing that waits may be done in it.
 */
public final class ConnectionLoop implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** Of this one thread. */
  public EventLoopGroup group() {
    return group;
  }

  /** Ends what is still open. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }
}
