package dev.fnk.cli.resource.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.config.Cidr;
import dev.fnk.cli.resource.ResourceException;
import org.junit.jupiter.api.Test;

final class SubnetRangesTest {
  @Test
  void splitsFromTheStart() {
    assertThat(SubnetRanges.first(2, Cidr.of("10.0.0.0/16")))
        .containsExactly(Cidr.of("10.0.0.0/20"), Cidr.of("10.0.16.0/20"));
    assertThat(SubnetRanges.first(2, Cidr.of("172.31.224.0/19")))
        .containsExactly(Cidr.of("172.31.224.0/20"), Cidr.of("172.31.240.0/20"));
    assertThat(SubnetRanges.first(2, Cidr.of("192.168.0.0/16")))
        .containsExactly(Cidr.of("192.168.0.0/20"), Cidr.of("192.168.16.0/20"));
  }

  @Test
  void refusesWhatHasNoRoom() {
    assertThatThrownBy(() -> SubnetRanges.first(2, Cidr.of("10.0.0.0/20")))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("10.0.0.0/20");
  }
}
