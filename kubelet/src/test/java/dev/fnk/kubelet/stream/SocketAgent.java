package dev.fnk.kubelet.stream;

import dev.fnk.kubelet.agent.AgentException;
import dev.fnk.kubelet.agent.AgentStreams;
import dev.fnk.kubelet.agent.StreamFrame;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.ByteToMessageCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** As {@link LocalAgent}, over sockets: who does not read holds back who writes. */
public final class SocketAgent implements AgentStreams, AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EventLoopGroup node;
  private final AtomicReference<Runnable> gone = new AtomicReference<>(() -> {});
  private final InetSocketAddress address;

  /**
   * Each stream has a handler of its own.
   *
   * @param node the node's end is in its thread
   */
  public SocketAgent(Supplier<ChannelHandler> agent, ConnectionLoop node) {
    this.node = node.group();
    address =
        (InetSocketAddress)
            new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, BUFFER)
                .childOption(ChannelOption.SO_SNDBUF, BUFFER)
                .childHandler(initializer(agent))
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel()
                .localAddress();
  }

  private static ChannelInitializer<Channel> initializer(Supplier<ChannelHandler> handler) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new Frames(), handler.get());
      }
    };
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a test that waits for it in vain fails
  public void open(String path, ChannelHandler handler, Consumer<AgentException> failed) {
    new Bootstrap()
        .group(node)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.SO_RCVBUF, BUFFER)
        .option(ChannelOption.SO_SNDBUF, BUFFER)
        .handler(initializer(() -> handler))
        .connect(address);
  }

  @Override
  public Runnable whenGone(Runnable told) {
    gone.set(told);
    return () -> gone.compareAndSet(told, () -> {});
  }

  /** As if the connection to it had ended. */
  public void vanish() {
    gone.get().run();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private static final class Frames extends ByteToMessageCodec<StreamFrame> {
    @Override
    protected void encode(ChannelHandlerContext context, StreamFrame frame, ByteBuf out) {
      out.writeByte(frame.channel()).writeInt(frame.content().readableBytes());
      out.writeBytes(frame.content());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (in.readableBytes() >= 5 && in.readableBytes() - 5 >= in.getInt(in.readerIndex() + 1)) {
        int channel = in.readUnsignedByte();
        out.add(new StreamFrame(channel, in.readRetainedSlice(in.readInt())));
      }
    }
  }
}
