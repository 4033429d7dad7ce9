package dev.fnk.local.moto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.progress.ProgressThrottle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PipOutputTest {
  @Test
  void whatPipWritesTellsHowFarItIs() {
    List<String> said = new ArrayList<>();
    PipOutput pip = new PipOutput("moto", new ProgressThrottle(said::add, Duration.ZERO));
    """
    Collecting moto==5.2.5 (from moto[server]==5.2.5)
      Downloading moto-5.2.5-py3-none-any.whl.metadata (12 kB)
    Collecting boto3>=1.9.201 (from moto==5.2.5)
    Requirement already satisfied: six
    Installing collected packages: boto3, moto
    """
        .lines()
        .forEach(pip::line);
    assertThat(said)
        .containsExactly(
            "moto: 1 packages found, now moto==5.2.5",
            "moto: 1 packages found, fetching moto-5.2.5-py3-none-any.whl.metadata",
            "moto: 2 packages found, now boto3>=1.9.201",
            "moto: unpacking 2 packages");
  }
}
