package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.UnsupportedAvailabilityZoneException;

final class EksZonesTest {
  @Test
  void theZonesThatEksNamesAreTheOnesToSet() {
    var refusal =
        EksRefusals.zones(
            UnsupportedAvailabilityZoneException.builder()
                .validZones("us-east-1a", "us-east-1b", "us-east-1c")
                .message("Cannot create cluster")
                .build());

    assertThat(refusal.getMessage()).contains("it takes us-east-1a, us-east-1b, us-east-1c");
    assertThat(refusal.next()).contains("network.zones to [us-east-1a, us-east-1b]");
  }
}
