package dev.fnk.kubelet.agent;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/** One connection to an agent; several calls at a time. */
final class Connection implements AgentStreams, AutoCloseable {
  private static final int BINDING_BYTES = 32;

  private final Channel channel;
  private final SSLSession session;
  private final AtomicInteger streams = new AtomicInteger();

  Connection(Channel channel, SSLSession session) {
    this.channel = channel;
    this.session = session;
  }

  /**
   * A value that both ends of this connection know and that no other connection has: keying
   * material exported by TLS (RFC 5705, RFC 8446 section 7.5), in hexadecimal.
   */
  String binding(String label) throws AgentException {
    if (!"TLSv1.3".equals(session.getProtocol())
        || !(session instanceof ExtendedSSLSession extended)) {
      throw new AgentException(AgentException.Kind.UNREACHABLE, "not a connection of TLS 1.3");
    }
    try {
      return HexFormat.of()
          .formatHex(extended.exportKeyingMaterialData(label, new byte[0], BINDING_BYTES));
    } catch (SSLKeyException _) {
      throw new AgentException(AgentException.Kind.UNREACHABLE, "TLS exports no keying material");
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a stream's end
  Answer call(Request request) throws AgentException, InterruptedException {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Future<Http2StreamChannel> opening =
        new Http2StreamChannelBootstrap(channel)
            .handler(new AnswerCollector(answer, request.longest()))
            .open();
    opening.addListener((Future<Http2StreamChannel> opened) -> send(request, opened, answer));
    try {
      return answer.get(request.within().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AgentException failure) {
        throw new AgentException(failure.kind(), request + ": " + failure.getMessage());
      }
      throw new AgentException(
          AgentException.Kind.UNREACHABLE, request + ": " + Causes.told(e.getCause()));
    } catch (TimeoutException _) {
      throw new AgentException(
          AgentException.Kind.UNREACHABLE,
          request + ": not answered within " + request.within().toSeconds() + " s");
    } finally {
      opening.addListener(
          (Future<Http2StreamChannel> opened) -> {
            if (opened.isSuccess()) {
              opened.getNow().close();
            }
          });
    }
  }

  /**
   * How many streams may be open beside the calls; their windows are counted. An agent takes 16
   * commands and 64 connections to ports.
   */
  static final int MOST_STREAMS = 96;

  @Override
  public Runnable whenGone(Runnable told) {
    ChannelFutureListener listener = _ -> told.run();
    channel.closeFuture().addListener(listener);
    return () -> channel.closeFuture().removeListener(listener);
  }

  @Override
  public void open(String path, ChannelHandler handler, Consumer<AgentException> failed) {
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      failed.accept(
          new AgentException(AgentException.Kind.TOO_MANY, "too many streams to this pod"));
      return;
    }
    new Http2StreamChannelBootstrap(channel)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new StreamCall(path), new StreamFrameCodec(), handler);
              }
            })
        .open()
        .addListener(
            (Future<Http2StreamChannel> opened) -> {
              if (opened.isSuccess()) {
                opened.getNow().closeFuture().addListener(_ -> streams.decrementAndGet());
              } else {
                streams.decrementAndGet();
                failed.accept(
                    new AgentException(
                        AgentException.Kind.UNREACHABLE, Causes.told(opened.cause())));
              }
            });
  }

  private static void send(
      Request request, Future<Http2StreamChannel> opened, CompletableFuture<Answer> answer) {
    if (!opened.isSuccess()) {
      answer.completeExceptionally(opened.cause());
      return;
    }
    Http2StreamChannel stream = opened.getNow();
    boolean bare = request.body().length == 0;
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method(request.method())
            .scheme("https")
            .authority("agent")
            .path(request.path());
    if (!bare) {
      headers.set("content-type", "application/json");
      headers.setInt("content-length", request.body().length);
    }
    stream.write(new DefaultHttp2HeadersFrame(headers, bare)).addListener(fails(answer));
    if (!bare) {
      stream
          .write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(request.body()), true))
          .addListener(fails(answer));
    }
    stream.flush();
  }

  private static GenericFutureListener<Future<Void>> fails(CompletableFuture<Answer> answer) {
    return written -> {
      if (!written.isSuccess()) {
        answer.completeExceptionally(written.cause());
      }
    };
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the last packet
  public void close() {
    channel.close();
  }
}
