package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.resource.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PriceListTest {
  private static final List<Usage> LAB =
      List.of(
          new Usage.ControlPlane(false),
          new Usage.Tasks("node", 2, 512, 1024, Architecture.AMD64),
          new Usage.PublicAddresses("node", 2));

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, 0.15937", // 0.10 + 2 x (0.02024 + 0.004445) + 2 x 0.005
    "us-west-2, 0.15937",
    "eu-central-1, 0.16678",
    "ap-northeast-1, 0.17162",
    "sa-east-1, 0.1948"
  })
  void aRegionHasItsOwnPrices(String region, BigDecimal usd) {
    var cost = PriceList.of(region).cost(LAB);

    assertThat(cost.usd()).isEqualByComparingTo(usd);
    assertThat(cost.complete()).isTrue();
    assertThat(cost.region()).isEqualTo(region);
    assertThat(cost.date()).isPresent();
  }

  @ParameterizedTest
  @MethodSource("regions")
  void everyRowOfTheTableIsWhole(String region) {
    var rates = PriceList.of(region).rates().orElseThrow();

    assertThat(region).matches("[a-z]{2}-[a-z]+-\\d");
    assertThat(rates.date()).isAfter(LocalDate.of(2025, 1, 1));
    assertThat(rates.x86()).isPresent();
    assertThat(rates.x86().get().vcpu()).isBetween(new BigDecimal("0.03"), new BigDecimal("0.1"));
    assertThat(rates.x86().get().gib()).isBetween(new BigDecimal("0.003"), new BigDecimal("0.01"));
    rates.arm().ifPresent(arm -> assertThat(arm.vcpu()).isLessThan(rates.x86().get().vcpu()));
  }

  static List<String> regions() {
    return PriceList.regions();
  }

  @Test
  void theTableHasTheLargestRegionsOnce() {
    assertThat(PriceList.regions())
        .doesNotHaveDuplicates()
        .contains(
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "eu-central-1",
            "eu-north-1",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ca-central-1",
            "sa-east-1");
  }

  @Test
  void extendedSupportCostsSixTimesAsMuch() {
    assertThat(PriceList.of("eu-west-1").cost(List.of(new Usage.ControlPlane(true))).usd())
        .isEqualByComparingTo("0.60");
  }

  @Test
  void armHasItsOwnPriceOrNone() {
    var arm = List.<Usage>of(new Usage.Tasks("node", 1, 1024, 2048, Architecture.ARM64));

    assertThat(PriceList.of("eu-west-1").cost(arm).usd()).isEqualByComparingTo("0.0395");
    assertThat(PriceList.of("eu-north-1").cost(arm).complete()).isFalse();
  }

  @Test
  void anUnknownRegionHasNoPriceRatherThanAnothers() {
    var cost = PriceList.of("mx-central-1").cost(LAB);

    assertThat(cost.complete()).isFalse();
    assertThat(cost.usd()).isZero();
    assertThat(cost.date()).isEmpty();
    assertThat(cost.items()).hasSize(3).allMatch(i -> i.usd().isEmpty());
  }
}
