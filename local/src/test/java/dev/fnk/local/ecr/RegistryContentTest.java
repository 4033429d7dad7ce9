package dev.fnk.local.ecr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryContentTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final String HELLO_SHA =
      "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  @Test
  void digestsAreThoseOfTheContent() throws Exception {
    assertThat(Digest.of(HELLO)).hasToString(HELLO_SHA);
    assertThat(Digest.of(new ByteArrayInputStream(HELLO))).hasToString(HELLO_SHA);
    assertThat(Digest.parse(HELLO_SHA)).contains(Digest.of(HELLO));
    assertThat(Digest.parse("sha512:00")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a/manifests/v1, MANIFEST, a, v1",
    "lab/node/manifests/sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824,"
        + " MANIFEST, lab/node,"
        + " sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "a/b/c/blobs/uploads/, UPLOADS, a/b/c, ''",
    "a/blobs/uploads/123e4567-e89b-12d3-a456-426614174000, UPLOAD, a,"
        + " 123e4567-e89b-12d3-a456-426614174000",
    "a/tags/list, TAGS, a, ''"
  })
  void pathsAreRead(String path, RegistryPath.Kind kind, String repository, String reference) {
    assertThat(RegistryPath.parse(path)).contains(new RegistryPath(kind, repository, reference));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A/manifests/x", "../etc/blobs/x", "a/blobs/../x", "a/manifests/", "x"})
  void otherPathsAreRefused(String path) {
    assertThat(RegistryPath.parse(path)).isEmpty();
  }

  @Test
  void uploadsBecomeBlobsWhenTheDigestIsTheirs(@TempDir Path dir) throws Exception {
    BlobStore blobs = new BlobStore(dir);
    String id = blobs.begin();
    assertThat(blobs.append(id, new ByteArrayInputStream(HELLO, 0, 2))).isEqualTo(2);
    assertThat(blobs.append(id, new ByteArrayInputStream(HELLO, 2, 3))).isEqualTo(5);
    assertThat(blobs.complete(id, Digest.of(HELLO))).isTrue();
    assertThat(blobs.open(Digest.of(HELLO))).hasBinaryContent(HELLO);
    assertThat(blobs.received(id)).isEmpty();

    String wrong = blobs.begin();
    blobs.append(wrong, new ByteArrayInputStream(HELLO));
    assertThat(blobs.complete(wrong, Digest.of(new byte[] {1}))).isFalse();
    assertThat(blobs.received(wrong)).isEmpty();
    assertThat(blobs.received("../" + id)).isEmpty();
  }

  @Test
  void immutableTagsStayWhereTheyAre() {
    Repository repository = new Repository();
    Image first = image("1");
    Image second = image("2");
    assertThat(repository.put(first, Optional.of("v"), true)).isTrue();
    assertThat(repository.put(first, Optional.of("v"), true)).isTrue();
    assertThat(repository.put(second, Optional.of("v"), true)).isFalse();
    assertThat(repository.image(second.digest())).isEmpty();
    assertThat(repository.put(second, Optional.of("v"), false)).isTrue();
    assertThat(repository.tagged("v")).contains(second);
  }

  @Test
  void anImageGoesWithItsLastTag() {
    Repository repository = new Repository();
    Image image = image("1");
    repository.put(image, Optional.of("a"), false);
    repository.put(image, Optional.of("b"), false);
    repository.untag("a");
    assertThat(repository.images()).containsExactly(image);
    repository.untag("b");
    assertThat(repository.images()).isEmpty();
  }

  @Test
  void manifestsNameTheirParts() {
    String json =
        """
        {"mediaType": "m", "config": {"size": 2, "digest": "%1$s"},
         "layers": [{"size": 5, "digest": "%1$s"}, {"size": 9, "digest": "%1$s", "urls": ["u"]}]}"""
            .formatted(HELLO_SHA);
    Manifest manifest = Manifest.parse(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    assertThat(manifest.blobs()).hasSize(2);
    assertThat(manifest.size()).isEqualTo(16);
    assertThat(manifest.mediaType()).contains("m");
    assertThat(Manifest.parse("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Manifest.parse("[".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static Image image(String text) {
    byte[] manifest = text.getBytes(StandardCharsets.UTF_8);
    return new Image(Digest.of(manifest), manifest, "m", 1, Instant.EPOCH);
  }
}
