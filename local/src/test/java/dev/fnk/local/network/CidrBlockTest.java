package dev.fnk.local.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CidrBlockTest {
  @Test
  void findsOverlaps() {
    CidrBlock block = CidrBlock.parse("10.0.0.0/16");
    assertThat(block.overlaps(CidrBlock.parse("10.0.128.0/20"))).isTrue();
    assertThat(block.overlaps(CidrBlock.parse("10.0.0.0/8"))).isTrue();
    assertThat(block.overlaps(CidrBlock.parse("0.0.0.0/0"))).isTrue();
    assertThat(block.overlaps(CidrBlock.parse("10.1.0.0/16"))).isFalse();
    assertThat(CidrBlock.parse("192.168.0.0/24").overlaps(CidrBlock.parse("192.168.1.0/24")))
        .isFalse();
  }

  @Test
  void namesTheGateway() {
    assertThat(CidrBlock.parse("172.31.5.9/16").address(1).getHostAddress())
        .isEqualTo("172.31.0.1");
  }

  @Test
  void refusesOtherTexts() {
    assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse("10.0.0.0"));
    assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse("10.0.0.0/33"));
  }
}
