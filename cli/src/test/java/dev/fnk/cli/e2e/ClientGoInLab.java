package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Programs in Go, which speak by the newest client-go, over both of its protocols. */
abstract class ClientGoInLab {
  private final StreamsIT streams;

  ClientGoInLab(StreamsIT streams) {
    this.streams = streams;
  }

  private JsonNode client(String part, String protocol, String pod) {
    return streams.home.cached("clients/client-go", part, protocol, pod).exits(0).json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spdy", "websocket"})
  void aCommandsStreamsAndItsCodeComeApart(String protocol) {
    JsonNode came = client("exec", protocol, "shell");

    assertThat(came.at("/same").asBoolean()).isTrue();
    assertThat(came.at("/stderr").asString()).isEqualTo("words\n");
    assertThat(came.at("/code").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spdy", "websocket"})
  void aTerminalHasItsSizesItsKeysAndItsExitCode(String protocol) {
    JsonNode came = client("terminal", protocol, "shell");

    // Before, stty may say that there is no size yet: it comes when the program has started.
    assertThat(came.at("/text").asString()).contains("begun\r\nresized\r\n");
    assertThat(came.at("/code").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spdy", "websocket"})
  void aPortIsForwardedAndOneThatIsClosedIsToldOf(String protocol) {
    streams.begin("ports", "ports");

    JsonNode came = client("forward", protocol, "ports");

    assertThat(came.at("/status").asInt()).isEqualTo(200);
    assertThat(came.at("/same").asBoolean()).isTrue();
    assertThat(came.at("/refused").asString())
        .contains("failed to connect to localhost:9 inside the pod", "connection refused");
    assertThat(came.at("/ended").asString()).isEqualTo("lost connection to pod");
  }
}
