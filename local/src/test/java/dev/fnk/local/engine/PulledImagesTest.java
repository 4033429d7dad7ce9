package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.RemoveImageCmd;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Test
  void whatAWorldBeforeLeftInTheEngineGoesWithTheOneThatUsesIt() {
    Path file = dir.resolve("pulled-images");
    String reference = "127.0.0.1:4599/lab/node@sha256:0";
    List<String> removed = new ArrayList<>();
    EngineImages images = new EngineImages(removing(removed), Optional.of(new PulledImages(file)));

    images.claim(reference);

    assertThat(images.removePulled(_ -> true).references()).containsExactly(reference);
    assertThat(removed).containsExactly(reference);
    assertThat(file).doesNotExist();
  }

  /** A client that can remove images and nothing else. */
  private static DockerClient removing(List<String> removed) {
    return (DockerClient)
        Proxy.newProxyInstance(
            DockerClient.class.getClassLoader(),
            new Class<?>[] {DockerClient.class},
            (_, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("removeImageCmd");
              return Proxy.newProxyInstance(
                  RemoveImageCmd.class.getClassLoader(),
                  new Class<?>[] {RemoveImageCmd.class},
                  (_, command, _) -> {
                    assertThat(command.getName()).isEqualTo("exec");
                    removed.add((String) arguments[0]);
                    return null;
                  });
            });
  }
}
