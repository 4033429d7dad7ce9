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

    var again = new ContainerId("0123abcd", "web", 12);
    assertThat(again).hasToString("fargate://0123abcd/web/12");
    assertThat(ContainerId.parse("fargate://0123abcd/web/12")).contains(again);
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
        "fargate://a/b/0",
        "fargate://a/b/01",
        "fargate://a/b/1/2",
        "fargate://a/b/1000000000",
        "fargate://arn:aws/web",
      })
  void anythingElseIsNone(String text) {
    assertThat(ContainerId.parse(text)).isEmpty();
  }
}
