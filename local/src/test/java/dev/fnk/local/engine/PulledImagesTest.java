package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PulledImagesTest {
  @TempDir Path dir;

  @Test
  void eachReferenceIsRememberedOnceAndOutlivesItsProcess() {
    Path file = dir.resolve("pulled-images");
    PulledImages images = new PulledImages(file);
    assertThat(images.all()).isEmpty();
    images.add("127.0.0.1:4599/lab/node:1");
    images.add("127.0.0.1:4599/lab/node:1");
    images.add("nginx:1");
    assertThat(new PulledImages(file).all())
        .containsExactly("127.0.0.1:4599/lab/node:1", "nginx:1");
    images.keepOnly(List.of("nginx:1"));
    assertThat(new PulledImages(file).all()).containsExactly("nginx:1");
    images.keepOnly(List.of());
    assertThat(file).doesNotExist();
  }
}
