package dev.fnk.kubelet.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSocket;

/**
 * A client of port-forward as kubectl is one, with blocking calls; one thread reads, one writes.
 */
final class SpdyClient implements AutoCloseable {
  private final SSLSocket socket;
  private final EmbeddedChannel encoder =
      new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
  private final Map<Integer, ByteArrayOutputStream> received = new HashMap<>();
  private final Set<Integer> over = new HashSet<>();
  private int streams = -1;

  private SpdyClient(SSLSocket socket, boolean tunnelled) {
    this.socket = socket;
    if (tunnelled) {
      encoder.pipeline().addFirst(new WebSocket13FrameEncoder(true), new Messages());
      decoder.pipeline().addFirst(new WebSocket13FrameDecoder(false, false, 1 << 20), new Octets());
    }
  }

  /** Upgrades. */
  static SpdyClient connect(SSLSocket socket, String path) throws IOException {
    String upgrade = "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n";
    upgrade(socket, "POST", path, upgrade);
    return new SpdyClient(socket, false);
  }

  /** Upgrades to a WebSocket, and speaks SPDY in it. */
  static SpdyClient tunnel(SSLSocket socket, String path) throws IOException {
    upgrade(
        socket,
        "GET",
        path,
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n");
    return new SpdyClient(socket, true);
  }

  private static void upgrade(SSLSocket socket, String method, String path, String headers)
      throws IOException {
    socket
        .getOutputStream()
        .write(
            "%s %s HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\n%s\r\n"
                .formatted(method, path, headers)
                .getBytes(StandardCharsets.US_ASCII));
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int octet = socket.getInputStream().read();
      if (octet < 0) {
        throw new IOException("the connection ended after: " + head);
      }
      head.append((char) octet);
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException(head.toString());
    }
  }

  /** Begins a connection to a port. The error stream is the number before the last. */
  int open(int port, int request) throws IOException {
    for (String type : new String[] {"error", "data"}) {
      streams += 2;
      var frame = new DefaultSpdySynStreamFrame(streams, 0, (byte) 0);
      frame
          .headers()
          .set("streamtype", type)
          .setInt("port", port)
          .setInt("requestid", request)
          .set(":version", "HTTP/1.1");
      write(frame);
    }
    return streams;
  }

  void send(int stream, byte[] octets, boolean last) throws IOException {
    write(new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(octets)).setLast(last));
  }

  void write(Object frame) throws IOException {
    encoder.writeOutbound(frame);
    for (ByteBuf out = encoder.readOutbound(); out != null; out = encoder.readOutbound()) {
      out.readBytes(socket.getOutputStream(), out.readableBytes());
      out.release();
    }
    socket.getOutputStream().flush();
  }

  /** All that a stream sends until it ends, and what others have sent meanwhile is kept. */
  byte[] read(int stream) throws IOException {
    while (!over.contains(stream)) {
      if (!more()) {
        throw new SocketException("the connection ended before stream " + stream);
      }
    }
    return received.getOrDefault(stream, new ByteArrayOutputStream()).toByteArray();
  }

  /** Reads to the end of the connection. */
  void drain() throws IOException {
    boolean more = true;
    while (more) {
      more = more();
    }
  }

  boolean more() throws IOException {
    byte[] octets = new byte[64 * 1024];
    InputStream in = socket.getInputStream();
    int length;
    try {
      length = in.read(octets);
    } catch (SocketException _) {
      length = -1;
    }
    if (length < 0) {
      return false;
    }
    decoder.writeInbound(Unpooled.wrappedBuffer(octets, 0, length));
    for (Object frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
      switch (frame) {
        case SpdyDataFrame data -> {
          var to = received.computeIfAbsent(data.streamId(), _ -> new ByteArrayOutputStream());
          data.content().readBytes(to, data.content().readableBytes());
          if (data.isLast()) {
            over.add(data.streamId());
          }
        }
        case SpdyRstStreamFrame reset -> over.add(reset.streamId());
        default -> {}
      }
      ReferenceCountUtil.release(frame);
    }
    return true;
  }

  private static final class Messages extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      context.write(new BinaryWebSocketFrame((ByteBuf) message), promise);
    }
  }

  private static final class Octets extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof BinaryWebSocketFrame octets) {
        context.fireChannelRead(octets.content());
      } else {
        ReferenceCountUtil.release(message);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    encoder.finishAndReleaseAll();
    decoder.finishAndReleaseAll();
  }
}
