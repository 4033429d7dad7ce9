package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * A client of another hand: the official one for Python, which has its own WebSocket and its own
 * reading of the protocols.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PythonClientInLab {
  private final StreamsIT streams;
  private final Home home;
  private String python = "";

  PythonClientInLab(StreamsIT streams) {
    this.streams = streams;
    this.home = streams.home;
  }

  @BeforeAll
  void prepare() throws IOException {
    python = home.script("python-client/build").exits(0).out().strip();
    home.resource("python_client.py");
  }

  private JsonNode client(String... arguments) {
    return home.bash(
            "'%s' \"$HOME/python_client.py\" %s".formatted(python, String.join(" ", arguments)))
        .exits(0)
        .json();
  }

  @ParameterizedTest
  @CsvSource({"v5, v5.channel.k8s.io", "v4, v4.channel.k8s.io"})
  void aCommandsStreamsAndItsCodeComeApart(String version, String protocol) {
    JsonNode came = client("exec", "shell", version);

    assertThat(came.at("/protocol").asString()).isEqualTo(protocol);
    assertThat(came.at("/same").asBoolean()).isTrue();
    assertThat(came.at("/stderr").asString()).isEqualTo("words\n");
    assertThat(came.at("/code").asInt()).isEqualTo(7);
  }

  /** No frame that a client sends is too long for the agent. */
  @Test
  void aFileMayBeSentAtOnce() {
    assertThat(client("whole", "shell").at("/same").asBoolean()).isTrue();
  }

  @Test
  void textIsSpokenWithWhoAsksForIt() {
    JsonNode came = client("text", "shell");

    assertThat(came.at("/protocol").asString()).isEqualTo("v4.base64.channel.k8s.io");
    assertThat(came.at("/first").asString()).isEqualTo("1");
    assertThat(came.at("/back").asString()).isEqualTo("1d29yZA==");
  }

  @Test
  void aProgramThatIsNotThereIsToldOf() {
    JsonNode came = client("absent", "shell");

    assertThat(came.at("/stderr").asString()).contains("executable file not found");
    assertThat(came.at("/code").asInt()).isEqualTo(127);
  }

  @Test
  void aLogIsFollowedToItsEnd() {
    streams.begin("asked-twice", "asked-twice");

    assertThat(client("logs", "asked-twice").toString()).isEqualTo("[\"one\",\"two\"]");
  }

  @Test
  void aPortIsForwardedAndOneThatIsClosedIsToldOf() {
    streams.begin("ports", "ports-for-python");

    JsonNode came = client("forward", "ports-for-python", "7000");

    assertThat(came.at("/answer").asString()).contains(" 200 ");
    assertThat(came.at("/same").asBoolean()).isTrue();
    assertThat(came.at("/error").isNull()).isTrue();
    assertThat(came.at("/nothing").asString()).isEmpty();
    assertThat(came.at("/refused").asString()).contains("connection refused");
  }
}
