package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Streams whose other end is a handler of the test's own, which gets and writes the frames. */
public final class LocalAgent implements AgentStreams, AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final LocalAddress address = new LocalAddress(LocalAgent.class);

  /** Each stream has a handler of its own. */
  public LocalAgent(Supplier<ChannelHandler> agent) {
    new ServerBootstrap()
        .group(loops)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(agent.get());
              }
            })
        .bind(address)
        .syncUninterruptibly();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it in vain fails
  public void open(String path, ChannelHandler handler, Consumer<AgentException> failed) {
    new Bootstrap().group(loops).channel(LocalChannel.class).handler(handler).connect(address);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
