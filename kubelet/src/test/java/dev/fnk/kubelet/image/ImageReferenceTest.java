package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io/library/nginx:latest",
    "nginx:1.27, docker.io/library/nginx:1.27",
    "team/app, docker.io/team/app:latest",
    "docker.io/nginx, docker.io/library/nginx:latest",
    "index.docker.io/team/app:1, docker.io/team/app:1",
    "quay.io/a/b/c:v1, quay.io/a/b/c:v1",
    "localhost/app, localhost/app:latest",
    "localhost:5000/app, localhost:5000/app:latest",
    "registry:5000/app:2, registry:5000/app:2",
    "Registry/app:2, Registry/app:2",
    "[::1]:5000/app, [::1]:5000/app:latest",
    "127.0.0.1:5000/lab/a_b.c-d__e:x, 127.0.0.1:5000/lab/a_b.c-d__e:x",
    "1.dkr.ecr.eu-west-1.amazonaws.com/a, 1.dkr.ecr.eu-west-1.amazonaws.com/a:latest",
  })
  void aNameIsReadAsDockerReadsIt(String image, String meant) {
    assertThat(ImageReference.parse(image)).map(ImageReference::toString).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " nginx",
        "nginx\n",
        "NGINX",
        "nginx:",
        "nginx:-x",
        "nginx@",
        "nginx@sha256:abc",
        "nginx@md5:0123456789abcdef0123456789abcdef",
        "a//b",
        "/a",
        "a/",
        "a/../b",
        "quay.io/",
        "quay.io/a?x",
        "quay.io/a#x",
        "user@quay.io/a",
        "-quay.io/a",
        "quay.io:port/a",
        "a___b",
        "https://quay.io/a"
      })
  void whatIsNoReferenceIsNone(String image) {
    assertThat(ImageReference.parse(image)).isEmpty();
  }

  @Test
  void aNameHasItsLimit() {
    assertThat(ImageReference.parse("a".repeat(255))).isPresent();
    assertThat(ImageReference.parse("a".repeat(256))).isEmpty();
  }

  @Test
  void aDigestSaysMoreThanATag() {
    ImageReference both = ImageReference.parse("nginx:1@" + DIGEST).orElseThrow();
    ImageReference alone = ImageReference.parse("quay.io/a/b@" + DIGEST).orElseThrow();

    assertThat(both.version()).isEqualTo(DIGEST);
    assertThat(both.tag()).isEqualTo("1");
    assertThat(alone.version()).isEqualTo(DIGEST);
    assertThat(alone.tag()).isEmpty();
    assertThat(alone).hasToString("quay.io/a/b@" + DIGEST);
  }

  @Test
  void pinnedItHasTheNameThatThePodGave() {
    assertThat(ImageReference.parse("nginx:1").orElseThrow().pinned(DIGEST))
        .isEqualTo("nginx@" + DIGEST);
    assertThat(ImageReference.parse("r:5000/a:1@" + DIGEST).orElseThrow().pinned(DIGEST))
        .isEqualTo("r:5000/a@" + DIGEST);
  }
}
