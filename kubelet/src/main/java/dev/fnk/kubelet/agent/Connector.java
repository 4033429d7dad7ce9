package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.eventloop.ConnectionLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Opens connections: HTTP/2 over TLS 1.3. The other end's certificate says nothing and is not
 * looked at; nothing may be told to the other end before its proof is checked.
 */
final class Connector {
  private static final int MOST_HEADERS = 8 * 1024;
  private static final int TABLE = 0;

  /** One of the contract's, as an agent sends it, and not four. */
  static final int LONGEST_FRAME = 64 * 1024;

  /** HTTP/2's standard, which is what each stream has. */
  private static final int STREAM_WINDOW = 65_535;

  private final ConnectionLoop loop;
  private final SslContext tls = tls();
  private final Duration within;
  private final Duration silence;

  /**
   * @param within how long a connection may take to open
   * @param silence after which the other end is asked whether it is there
   */
  Connector(ConnectionLoop loop, Duration within, Duration silence) {
    this.loop = loop;
    this.within = within;
    this.silence = silence;
  }

  private static SslContext tls() {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .protocols("TLSv1.3")
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm("")
          .sessionCacheSize(1) // none is resumed, and 20,480 would be kept for a day
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java has no TLS 1.3", e);
    }
  }

  /** Opens one; neither end has proved anything. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of what did not open
  Connection connect(InetSocketAddress address) throws AgentException, InterruptedException {
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop.group())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(within.toMillis()))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SslHandler handler = tls.newHandler(channel.alloc());
                    handler.setHandshakeTimeoutMillis(within.toMillis());
                    channel.pipeline().addLast(handler, new Negotiation(handler, opened));
                  }
                })
            .connect(address);
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            opened.completeExceptionally(done.cause());
          }
        });
    Connection connection = null;
    try {
      connection = opened.get(within.toNanos(), TimeUnit.NANOSECONDS);
      return connection;
    } catch (ExecutionException e) {
      throw new AgentException(
          AgentException.Kind.UNREACHABLE, "no connection: " + Causes.told(e.getCause()));
    } catch (TimeoutException _) {
      throw new AgentException(
          AgentException.Kind.UNREACHABLE, "no connection within " + within.toSeconds() + " s");
    } finally {
      if (connection == null) {
        connecting.channel().close();
      }
    }
  }

  /** After the handshake: HTTP/2, or nothing. */
  private final class Negotiation extends ApplicationProtocolNegotiationHandler {
    private final SslHandler handler;
    private final CompletableFuture<Connection> opened;

    private Negotiation(SslHandler handler, CompletableFuture<Connection> opened) {
      super("");
      this.handler = handler;
      this.opened = opened;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failure closes the connection
    protected void configurePipeline(ChannelHandlerContext context, String protocol)
        throws IOException {
      if (!ApplicationProtocolNames.HTTP_2.equals(protocol)) {
        throw new IOException("the other end does not speak HTTP/2");
      }
      context
          .pipeline()
          .addLast(
              new IdleStateHandler(silence.toMillis(), 0, 0, TimeUnit.MILLISECONDS),
              Http2FrameCodecBuilder.forClient()
                  .initialSettings(
                      Http2Settings.defaultSettings()
                          .pushEnabled(false)
                          .maxConcurrentStreams(0)
                          .headerTableSize(TABLE)
                          .maxFrameSize(LONGEST_FRAME)
                          .maxHeaderListSize(MOST_HEADERS))
                  .gracefulShutdownTimeoutMillis(0)
                  .build(),
              new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
              new PeerWatch());
      // What streams do not read must not use up what the calls beside them may receive.
      context
          .channel()
          .write(new DefaultHttp2WindowUpdateFrame(Connection.MOST_STREAMS * STREAM_WINDOW));
      opened.complete(new Connection(context.channel(), handler.engine().getSession()));
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
      exceptionCaught(context, cause);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      opened.completeExceptionally(cause);
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      opened.completeExceptionally(new IOException("closed by the other end"));
      super.channelInactive(context);
    }
  }
}
