package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.TestAuthority;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;

/** The other end: HTTP/2 over TLS as an agent speaks it, whose answers are a test's. */
final class FakeAgent implements AutoCloseable {
  /** A call that came, with the connection's keying material. */
  record Call(String path, String body, Channel connection) {
    String binding(String label) {
      SslHandler tls = connection.pipeline().get(SslHandler.class);
      try {
        return HexFormat.of()
            .formatHex(
                ((ExtendedSSLSession) tls.engine().getSession())
                    .exportKeyingMaterialData(label, new byte[0], 32));
      } catch (javax.net.ssl.SSLKeyException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The longest frame that the node takes. */
    int longestFrame() {
      return connection
          .pipeline()
          .get(Http2FrameCodec.class)
          .encoder()
          .configuration()
          .frameSizePolicy()
          .maxFrameSize();
    }
  }

  record Reply(int status, String body) {}

  /** Makes replies; each in a thread of its own, so that it may hold a call. */
  interface Script {
    Reply reply(Call call) throws Exception;
  }

  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final SslContext tls;
  private final Channel listener;

  FakeAgent() throws Exception {
    this("TLSv1.3", "h2");
  }

  FakeAgent(String tlsVersion, String protocol) throws Exception {
    TestAuthority.Identity identity = new TestAuthority().issue("CN=fnk-agent");
    tls =
        SslContextBuilder.forServer(identity.key().getPrivate(), identity.certificate())
            .sslProvider(SslProvider.JDK)
            .protocols(tlsVersion)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    protocol))
            .build();
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                })
            .bind(0) // all of 127.0.0.0/8
            .sync()
            .channel();
  }

  private void accept(Channel channel) {
    connections.add(channel);
    channel
        .pipeline()
        .addLast(
            tls.newHandler(channel.alloc()),
            Http2FrameCodecBuilder.forServer().build(),
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.pipeline().addLast(new Stream());
                  }
                }));
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** Answers calls of a path; others get 404. */
  FakeAgent on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  /** What came, in its order. */
  List<Call> calls() {
    return calls;
  }

  int connections() {
    return connections.size() - (connections.contains(listener) ? 1 : 0);
  }

  /** Ends every connection and listens on. */
  void hangUp() {
    connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Reads nothing any more, as a machine that is gone. */
  void fallSilent() {
    connections.forEach(connection -> connection.config().setAutoRead(false));
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    hangUp();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private final class Stream extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private final StringBuilder body = new StringBuilder();
    private String path = "";

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      if (frame instanceof Http2HeadersFrame headers) {
        path = headers.headers().path().toString();
        received(context, headers.isEndStream());
      } else if (frame instanceof Http2DataFrame data) {
        body.append(data.content().toString(StandardCharsets.UTF_8));
        received(context, data.isEndStream());
      }
    }

    private void received(ChannelHandlerContext context, boolean whole) {
      if (whole) {
        var call = new Call(path, body.toString(), context.channel().parent());
        calls.add(call);
        Thread.ofVirtual().start(() -> answer(context, call));
      }
    }

    private void answer(ChannelHandlerContext context, Call call) {
      Script script =
          scripts.getOrDefault(
              call.path().replaceFirst("\\?.*", ""), _ -> new Reply(404, "no such path"));
      Reply reply;
      try {
        reply = script.reply(call);
      } catch (Exception e) {
        reply = new Reply(500, e.toString());
      }
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      context.write(
          new DefaultHttp2HeadersFrame(
              new DefaultHttp2Headers().status(String.valueOf(reply.status()))));
      context.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), true));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
