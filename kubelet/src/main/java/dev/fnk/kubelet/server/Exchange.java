package dev.fnk.kubelet.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * One response, written by the virtual thread of its request. Writes wait until the peer has taken
 * them, so that a slow reader slows its source and no one else; one that takes nothing is left.
 */
final class Exchange {
  private static final int BUFFER = 16 * 1024;
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Channel channel;
  private final HttpVersion version;
  private final Duration patience;
  private boolean started;

  /**
   * @param version of the request
   * @param patience with a peer that takes nothing of what is written
   */
  Exchange(Channel channel, HttpVersion version, Duration patience) {
    this.channel = channel;
    this.version = version;
    this.patience = patience;
  }

  /** Whether the status line is out: nothing but an abort can tell the peer of an error now. */
  boolean started() {
    return started;
  }

  /** A whole response; ends the line of a text for people. */
  void send(int status, String contentType, String body) throws IOException {
    write(response(status, contentType, body));
  }

  private static FullHttpResponse response(int status, String contentType, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.wrappedBuffer(bytes));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    response.headers().set("X-Content-Type-Options", "nosniff");
    return response;
  }

  void text(int status, String line) throws IOException {
    send(status, TEXT, line + "\n");
  }

  /**
   * The path has other methods.
   *
   * @param allowed as in a header
   */
  void notAllowed(String allowed) throws IOException {
    FullHttpResponse response = response(405, TEXT, "405: Method Not Allowed");
    response.headers().set(HttpHeaderNames.ALLOW, allowed);
    write(response);
  }

  /**
   * A response of status 200 whose length is not known; its head goes out with the first flush, or
   * at its end.
   */
  OutputStream stream(String contentType) {
    return new BufferedOutputStream(new Chunks(contentType), BUFFER);
  }

  /** Breaks the connection, so that the peer knows the response is not whole. */
  @SuppressWarnings("FutureReturnValueIgnored") // closing is best effort
  void abort() {
    channel.close();
  }

  private void write(Object message) throws IOException {
    started = true;
    try {
      ChannelFuture written = channel.writeAndFlush(message);
      if (!written.await(patience.toMillis())) {
        abort();
        throw new IOException("the reader takes nothing");
      }
      if (!written.isSuccess()) {
        throw new IOException("the reader left", written.cause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the reader left").initCause(e);
    }
  }

  private final class Chunks extends OutputStream {
    private final String contentType;
    private boolean ended;

    private Chunks(String contentType) {
      this.contentType = contentType;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      head();
      if (length > 0) {
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        Exchange.this.write(new DefaultHttpContent(Unpooled.wrappedBuffer(copy)));
      }
    }

    @Override
    public void flush() throws IOException {
      head();
    }

    @Override
    public void close() throws IOException {
      if (!ended) {
        ended = true;
        head();
        Exchange.this.write(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }

    private void head() throws IOException {
      if (started) {
        return;
      }
      var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
      head.headers().set("X-Content-Type-Options", "nosniff");
      // An earlier client does not know chunks: the end of the connection is that of the answer.
      if (version.compareTo(HttpVersion.HTTP_1_1) >= 0) {
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
      Exchange.this.write(head);
    }
  }
}
