package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamCallTest {
  private final List<Throwable> failures = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new StreamCall("/v1/exec"),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
              failures.add(cause);
            }
          });

  @Test
  void itPostsAndGoesOn() {
    channel.writeOutbound(octets("asked"));

    Http2HeadersFrame head = channel.readOutbound();
    assertThat(head.headers().method()).hasToString("POST");
    assertThat(head.headers().path()).hasToString("/v1/exec");
    assertThat(head.isEndStream()).isFalse();
    Http2DataFrame data = channel.readOutbound();
    assertThat(data.content().toString(StandardCharsets.UTF_8)).isEqualTo("asked");
    assertThat(data.isEndStream()).isFalse();
    data.release();
  }

  @Test
  void theAnswerIsOctetsAndItsEndTheChannels() {
    answer(200, false);
    channel.writeInbound(new DefaultHttp2DataFrame(octets("said"), false));

    ByteBuf said = channel.readInbound();
    assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("said");
    said.release();
    assertThat(channel.isOpen()).isTrue();

    channel.writeInbound(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
    assertThat(channel.isOpen()).isFalse();
    assertThat(failures).isEmpty();
  }

  @Test
  void aRefusalIsItsWords() {
    answer(404, false);
    channel.writeInbound(new DefaultHttp2DataFrame(octets("there is no such "), false));
    channel.writeInbound(new DefaultHttp2DataFrame(octets("container" + "x".repeat(5000)), true));

    assertFailed(AgentException.Kind.CONFLICT, "there is no such container");
    assertThat(failures.getFirst().getMessage()).hasSizeLessThan(1100);
    assertThat(channel.<Object>readInbound()).isNull();
  }

  @Test
  void oneTooManyIsToldApart() {
    answer(429, true);

    assertFailed(AgentException.Kind.TOO_MANY, "");
  }

  @Test
  void whatIsResetFails() {
    answer(200, false);
    channel.writeInbound(new DefaultHttp2ResetFrame(Http2Error.CANCEL));

    assertFailed(AgentException.Kind.UNREACHABLE, "the agent ended the stream");
  }

  private void answer(int status, boolean last) {
    channel.writeInbound(
        new DefaultHttp2HeadersFrame(
            new DefaultHttp2Headers().status(Integer.toString(status)), last));
  }

  private void assertFailed(AgentException.Kind kind, String words) {
    assertThat(failures)
        .singleElement()
        .isInstanceOfSatisfying(
            AgentException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(kind);
              assertThat(failure).hasMessageContaining(words);
            });
    assertThat(channel.isOpen()).isFalse();
  }

  private static ByteBuf octets(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
