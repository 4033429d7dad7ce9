package dev.fnk.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FormParametersTest {
  @Test
  void theBodyGoesOverTheQuery() {
    FormParameters read = FormParameters.of(request("A=1&B=2", "B=x+y%2Bz&C="));
    assertThat(read.required("A")).isEqualTo("1");
    assertThat(read.required("B")).isEqualTo("x y+z");
    assertThat(read.get("C")).isEmpty();
  }

  @Test
  void aMalformedFormIsRefused() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> FormParameters.of(request("", "Action=%zz")))
        .returns("MalformedQueryString", AwsError::code);
  }

  @Test
  void numberedValuesAreInOrder() {
    assertThat(FormParameters.of(request("Id.10=c&Id.2=b&Id.1=a&Id.x=d&Id.=e", "")).numbered("Id"))
        .containsExactly(Map.entry(1, "a"), Map.entry(2, "b"), Map.entry(10, "c"));
  }

  private static AwsRequest request(String query, String form) {
    return FormRequests.post(
        "iam",
        "us-east-1",
        new Caller("123456789012", "arn:aws:iam::123456789012:user/u", "AIDAU"),
        query,
        form);
  }
}
