package dev.fnk.local.ecr;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DownloadsTest {
  private static final String DIGEST = "sha256:" + "0".repeat(64);
  private static final String OTHER = "sha256:" + "1".repeat(64);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Downloads downloads = new Downloads(() -> now);
  private final String ticket = downloads.issue("eu-west-1", "lab/web", DIGEST);

  private static RegistryPath path(String text) {
    return RegistryPath.parse(text).orElseThrow();
  }

  @Test
  void anAddressIsGoodForItsBlobAlone() {
    assertThat(downloads.region(ticket, path("lab/web/blobs/" + DIGEST))).contains("eu-west-1");
    assertThat(downloads.region(ticket, path("lab/web/blobs/" + OTHER))).isEmpty();
    assertThat(downloads.region(ticket, path("lab/other/blobs/" + DIGEST))).isEmpty();
    assertThat(downloads.region(ticket, path("lab/web/manifests/" + DIGEST))).isEmpty();
    assertThat(downloads.region("another", path("lab/web/blobs/" + DIGEST))).isEmpty();
  }

  @Test
  void andForAnHour() {
    now = now.plus(Duration.ofHours(1)).minusSeconds(1);
    assertThat(downloads.region(ticket, path("lab/web/blobs/" + DIGEST))).isPresent();
    now = now.plusSeconds(1);
    assertThat(downloads.region(ticket, path("lab/web/blobs/" + DIGEST))).isEmpty();
  }
}
