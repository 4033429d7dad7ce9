package dev.fnk.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"SecretString\":\"a\\\"b\",\"Name\":\"n\"}; {\"SecretString\":\"***\",\"Name\":\"n\"}",
        "{\"authorizationToken\" : \"QVdT\"}; {\"authorizationToken\" : \"***\"}",
        "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s/+</SecretAccessKey>;"
            + "<AccessKeyId>A</AccessKeyId><SecretAccessKey>***</SecretAccessKey>",
        "Action=CreateLoginProfile&Password=x%20y&UserName=u;"
            + "Action=CreateLoginProfile&Password=***&UserName=u",
        "{\"environment\":[{\"name\":\"DB\",\"value\":\"s\"}],\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]};"
            + "{\"environment\":[{\"name\":\"DB\",\"value\":\"***\"}],\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}",
        "{\"environment\":[{\"value\":\"s$1\",\"name\":\"DB\"}]};"
            + "{\"environment\":[{\"value\":\"***\",\"name\":\"DB\"}]}",
        "{\"message\":\"GET https://sts/?X-Amz-Signature=0f&X-Amz-Security-Token=IQ%2F\",\"n\":1};"
            + "{\"message\":\"GET https://sts/?X-Amz-Signature=***&X-Amz-Security-Token=***\",\"n\":1}"
      })
  void secretsAreLeftOut(String text, String recorded) {
    assertThat(Redaction.body(text)).isEqualTo(recorded);
  }

  @Test
  void secretsMayBeLong() {
    var secret = "\\n".repeat(100_000);
    assertThat(Redaction.body("{\"SecretString\":\"" + secret + "\"}"))
        .isEqualTo("{\"SecretString\":\"***\"}");
  }
}
