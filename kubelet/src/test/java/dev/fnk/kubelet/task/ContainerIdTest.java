package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {
  @Test
  void itReadsWhatItWrites() {
    var id = new ContainerId("0123abcd", "web");

    assertThat(id).hasToString("fargate://0123abcd/web");
    assertThat(ContainerId.parse("fargate://0123abcd/web")).contains(id);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "containerd://0123abcd",
        "fargate://0123abcd",
        "fargate:///web",
        "fargate://0123abcd/",
        "fargate://a/b/c",
        "fargate://arn:aws/web",
      })
  void anythingElseIsNone(String text) {
    assertThat(ContainerId.parse(text)).isEmpty();
  }
}
