package dev.fnk.kubelet.server;

import dev.fnk.kubelet.cert.ServingCertificate;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS of the kubelet API. Listens on all addresses of its task, which are the task's interface
 * and loopback; the interface's security group admits the cluster only. New connections get the
 * latest certificate; open ones keep theirs.
 */
public final class KubeletServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);

  /** As much as a kubelet takes: a command to execute comes in the request's first line. */
  private static final int LONGEST_LINE = 1024 * 1024;

  /** Connections whose request's head is larger than usual, at a time: each may hold some MiB. */
  private static final int LARGE_HEADS = 16;

  private final KubeletApi api;
  private final ApiLimits limits;
  private final Semaphore large = new Semaphore(LARGE_HEADS);
  private final Newcomers newcomers = new Newcomers();
  private final X509Certificate[] clientAuthorities;
  private final AtomicReference<@Nullable SslContext> tls = new AtomicReference<>();
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final ConnectionLoop loop;

  /**
   * @param clientAuthority PEM of the authority whose client certificates are believed
   * @param loop moves the bytes
   */
  public KubeletServer(
      KubeletApi api, String clientAuthority, ApiLimits limits, ConnectionLoop loop) {
    this.loop = loop;
    this.api = api;
    this.limits = limits;
    this.clientAuthorities = certificates(clientAuthority);
  }

  /** Takes a certificate into use; needed before {@link #listen}. */
  public void use(ServingCertificate certificate) {
    try {
      tls.set(
          SslContextBuilder.forServer(
                  certificate.key(), certificate.chain().toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .trustManager(clientAuthorities)
              .clientAuth(ClientAuth.OPTIONAL)
              .build());
    } catch (SSLException e) {
      throw new IllegalStateException("the certificate does not serve: " + certificate, e);
    }
  }

  /**
   * Listens.
   *
   * @param port 0: any
   * @return the address
   * @throws IllegalStateException the port is taken
   */
  public InetSocketAddress listen(int port) {
    var bind =
        new ServerBootstrap()
            .group(loop.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(port)
            .awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw new IllegalStateException("cannot listen on port " + port, bind.cause());
    }
    connections.add(bind.channel());
    var address = (InetSocketAddress) bind.channel().localAddress();
    LOG.info("kubelet API on port {}", address.getPort());
    return address;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private void accept(SocketChannel channel) {
    SslContext current = tls.get();
    if (current == null || !hasPlace()) {
      channel.close();
      return;
    }
    connections.add(channel);
    newcomers.came(channel);
    var guard = new HeadGuard(limits.head(), limits.idle(), large);
    channel
        .pipeline()
        .addLast(
            current.newHandler(channel.alloc()),
            guard,
            new IdleStateHandler(0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS),
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(limits.headerKiB() * 1024)),
            new HttpServerKeepAliveHandler(),
            new Admission(api, guard, limits.streamIdle(), newcomers::known));
  }

  /** Whoever has not said who it is gives way to who comes later; the listener itself counts. */
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  private boolean hasPlace() {
    if (connections.size() <= limits.connections()) {
      return true;
    }
    Optional<Channel> first = newcomers.first();
    first.ifPresent(Channel::close);
    return first.isPresent();
  }

  @Override
  public void close() {
    connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  private static X509Certificate[] certificates(String pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
          .stream()
          .map(X509Certificate.class::cast)
          .toArray(X509Certificate[]::new);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("the cluster's authority is not a certificate", e);
    }
  }
}
