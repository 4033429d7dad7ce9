package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ForwardPortsTest {
  @Test
  void theyKeepTheirOrder() {
    assertThat(parse("/?port=8080&port=80,65535&x=1")).containsExactly(8080, 80, 65535);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/           | query parameter \"port\" is required",
        "/?port=     | unable to parse \"\" as a port",
        "/?port=0    | unable to parse \"0\" as a port",
        "/?port=1,x  | unable to parse \"x\" as a port",
        "/?port=65536| unable to parse \"65536\" as a port",
        "/?port=1,2,3,4 | more than 3 ports"
      })
  void whatIsNoPortIsToldOf(String uri, String message) {
    assertThatThrownBy(() -> parse(uri)).hasMessage(message);
  }

  private static List<Integer> parse(String uri) {
    return ForwardPorts.parse(new QueryStringDecoder(uri).parameters(), 3);
  }
}
