package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WebSocketHandshakeTest {
  private static final Set<String> SPOKEN = Set.of("a.k8s.io", "b.k8s.io");

  @Test
  void theAnswerIsThatOfTheStandard() {
    // RFC 6455, section 1.3
    HttpRequest head = head("a.k8s.io");

    var accepted = (WebSocketHandshake.Accepted) WebSocketHandshake.answer(head, SPOKEN);

    assertThat(accepted.headers().get("Sec-WebSocket-Accept"))
        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(accepted.headers().get("Sec-WebSocket-Protocol")).isEqualTo("a.k8s.io");
    assertThat(accepted.headers().get("Upgrade")).isEqualTo("websocket");
  }

  @Test
  void theClientsOrderDecides() {
    assertThat(WebSocketHandshake.answer(head("x.k8s.io, b.k8s.io,a.k8s.io"), SPOKEN))
        .isInstanceOfSatisfying(
            WebSocketHandshake.Accepted.class,
            accepted -> assertThat(accepted.subprotocol()).isEqualTo("b.k8s.io"));
  }

  @Test
  void whatNobodySpeaksIsRefusedByName() {
    assertThat(WebSocketHandshake.answer(head("x.k8s.io"), SPOKEN))
        .isInstanceOfSatisfying(
            WebSocketHandshake.Refused.class,
            refused -> {
              assertThat(refused.status().code()).isEqualTo(403);
              assertThat(refused.why()).endsWith("served are: a.k8s.io, b.k8s.io");
            });
  }

  @Test
  void noSubprotocolIsTakenOnlyWhereItIsSpoken() {
    HttpRequest head = head("a.k8s.io");
    head.headers().remove("Sec-WebSocket-Protocol");

    assertThat(WebSocketHandshake.answer(head, SPOKEN))
        .isInstanceOf(WebSocketHandshake.Refused.class);
    assertThat(WebSocketHandshake.answer(head, Set.of("")))
        .isInstanceOfSatisfying(
            WebSocketHandshake.Accepted.class,
            accepted ->
                assertThat(accepted.headers().contains("Sec-WebSocket-Protocol")).isFalse());
  }

  @Test
  void whatIsNoRequestForOneIsRefused() {
    HttpRequest old = head("a.k8s.io");
    old.headers().set("Sec-WebSocket-Version", "8");
    HttpRequest keyless = head("a.k8s.io");
    keyless.headers().remove("Sec-WebSocket-Key");
    HttpRequest post = head("a.k8s.io").setMethod(HttpMethod.POST);

    assertThat(status(old)).isEqualTo(426);
    assertThat(status(keyless)).isEqualTo(400);
    assertThat(status(post)).isEqualTo(400);
  }

  @Test
  void onlyAnUpgradeAsksForOne() {
    HttpRequest plain = head("a.k8s.io");
    plain.headers().remove("Connection");

    assertThat(WebSocketHandshake.asked(head("a.k8s.io"))).isTrue();
    assertThat(WebSocketHandshake.asked(plain)).isFalse();
  }

  private static int status(HttpRequest head) {
    return ((WebSocketHandshake.Refused) WebSocketHandshake.answer(head, SPOKEN)).status().code();
  }

  private static HttpRequest head(String protocols) {
    var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/exec/ns/pod/c");
    head.headers()
        .set("Connection", "keep-alive, Upgrade")
        .set("Upgrade", "WebSocket")
        .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .set("Sec-WebSocket-Version", "13")
        .set("Sec-WebSocket-Protocol", protocols);
    return head;
  }
}
