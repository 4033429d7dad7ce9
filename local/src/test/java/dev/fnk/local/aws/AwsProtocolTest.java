package dev.fnk.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AwsProtocolTest {
  private static final AwsError ERROR =
      new AwsError(400, "Some\"Exception", "a \"quote\", a \\\\ and\na line \u0001 \u00e4 <&>");

  @Test
  void anErrorSurvivesJson() {
    JsonNode json = new JsonMapper().readTree(body(AwsProtocol.JSON));
    assertThat(json.path("__type").asString()).isEqualTo(ERROR.code());
    assertThat(json.path("message").asString()).isEqualTo(ERROR.message());
    JsonNode rest = new JsonMapper().readTree(body(AwsProtocol.REST_JSON));
    assertThat(rest.propertyNames()).containsExactly("message");
    assertThat(rest.path("message").asString()).isEqualTo(ERROR.message());
  }

  @Test
  void anErrorSurvivesXml() {
    AwsError error = new AwsError(404, "NoSuchEntity", "the role <a & b> is not there");
    for (AwsProtocol protocol :
        new AwsProtocol[] {AwsProtocol.QUERY, AwsProtocol.EC2, AwsProtocol.REST_XML}) {
      XmlAnswer answer = XmlAnswer.parse(protocol.write(error, "id").body());
      assertThat(answer.required("Code")).as(protocol.name()).isEqualTo(error.code());
      assertThat(answer.required("Message")).as(protocol.name()).isEqualTo(error.message());
    }
  }

  private static String body(AwsProtocol protocol) {
    return new String(protocol.write(ERROR, "id").body(), StandardCharsets.UTF_8);
  }
}
