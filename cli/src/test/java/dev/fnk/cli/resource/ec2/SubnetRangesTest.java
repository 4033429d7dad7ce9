package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.resource.ResourceException;
import org.junit.jupiter.api.Test;

final class SubnetRangesTest {
  @Test
  void splitsFromTheStart() {
    assertThat(SubnetRanges.first(2, "10.0.0.0/16")).containsExactly("10.0.0.0/20", "10.0.16.0/20");
    assertThat(SubnetRanges.first(2, "172.31.224.0/19"))
        .containsExactly("172.31.224.0/20", "172.31.240.0/20");
    assertThat(SubnetRanges.first(2, "192.168.0.0/16"))
        .containsExactly("192.168.0.0/20", "192.168.16.0/20");
  }

  @Test
  void refusesWhatHasNoRoom() {
    assertThatThrownBy(() -> SubnetRanges.first(2, "10.0.0.0/20"))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("10.0.0.0/20");
  }
}
