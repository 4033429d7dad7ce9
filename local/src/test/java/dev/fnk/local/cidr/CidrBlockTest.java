package dev.fnk.local.cidr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import org.junit.jupiter.api.Test;

class CidrBlockTest {
  @Test
  void rangesOverlapWhenOneHoldsTheOther() {
    CidrBlock block = range("10.0.0.0/16");
    assertThat(block.overlaps(range("10.0.128.0/20"))).isTrue();
    assertThat(block.overlaps(range("10.0.0.0/8"))).isTrue();
    assertThat(block.overlaps(range("0.0.0.0/0"))).isTrue();
    assertThat(block.overlaps(range("10.1.0.0/16"))).isFalse();
    assertThat(range("192.168.0.0/24").overlaps(range("192.168.1.0/24"))).isFalse();
    assertThat(range("255.255.255.0/24").overlaps(range("0.0.0.0/24"))).isFalse();
  }

  @Test
  void aRangeContainsTheSmallerOne() {
    assertThat(range("10.0.0.0/8").contains(range("10.255.0.0/16"))).isTrue();
    assertThat(range("10.0.0.0/16").contains(range("10.0.0.0/8"))).isFalse();
    assertThat(range("10.0.0.0/16").contains(range("10.0.0.0/16"))).isTrue();
    assertThat(range("10.0.0.0/16").contains(range("10.1.0.0/16"))).isFalse();
  }

  @Test
  void bitsBehindThePrefixAreRefusedOrMasked() {
    assertThat(CidrBlock.parse("172.31.5.9/16")).isEmpty();
    assertThat(CidrBlock.around("172.31.5.9/16")).isEqualTo(range("172.31.0.0/16"));
    assertThat(CidrBlock.around(Inet4Address.ofLiteral("192.168.7.1"), 24))
        .hasToString("192.168.7.0/24");
    assertThat(CidrBlock.around("172.31.5.9/16").address(1).getHostAddress())
        .isEqualTo("172.31.0.1");
    assertThat(range("255.255.255.255/32").address(0).getHostAddress())
        .isEqualTo("255.255.255.255");
  }

  @Test
  void otherTextsAreNoRanges() {
    for (String text :
        new String[] {"10.0.0.0", "10.0.0.0/33", "10.0.0/16", "256.0.0.0/8", "::/0"}) {
      assertThat(CidrBlock.parse(text)).as(text).isEmpty();
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> CidrBlock.around(text));
    }
  }

  private static CidrBlock range(String cidr) {
    return CidrBlock.parse(cidr).orElseThrow();
  }
}
