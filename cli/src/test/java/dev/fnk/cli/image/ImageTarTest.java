package dev.fnk.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.config.Directories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageTarTest {
  @TempDir private Path directory;

  /** A tar of texts; their order is that of the arguments. */
  private Path tar(String... namesAndTexts) throws IOException {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      byte[] content = namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
      byte[] header = new byte[512];
      byte[] name = namesAndTexts[i].getBytes(StandardCharsets.UTF_8);
      System.arraycopy(name, 0, header, 0, name.length);
      byte[] size = "%011o".formatted(content.length).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(size, 0, header, 124, size.length);
      out.write(header);
      out.write(content);
      out.write(new byte[(512 - content.length % 512) % 512]);
    }
    out.write(new byte[1024]);
    return Files.write(directory.resolve("base.tar"), out.toByteArray());
  }

  private Path base(String architecture, String layer) throws IOException {
    return tar(
        "layer.tar",
        "x".repeat(1000),
        "manifest.json",
        "[{\"Config\":\"c.json\",\"Layers\":[\"layer.tar\"]}]",
        "c.json",
        "{\"architecture\":\"%s\",\"rootfs\":{\"diff_ids\":[\"%s\"]}}"
            .formatted(architecture, layer));
  }

  private BaseImages bases(Architecture architecture) {
    return new BaseImages(
        Optional.of("base.tar"),
        architecture,
        directory,
        Directories.of(Map.of("HOME", directory.toString())),
        event -> {});
  }

  @Test
  void aPatchedBaseHasAnotherDigest() throws Exception {
    var before = ImageTar.read(base("amd64", "sha256:1"));
    var same = ImageTar.read(base("amd64", "sha256:1"));
    var patched = ImageTar.read(base("amd64", "sha256:2"));

    assertThat(before).isEqualTo(same);
    assertThat(before.architecture()).isEqualTo("amd64");
    assertThat(patched.digest()).startsWith("sha256:").isNotEqualTo(before.digest());
  }

  @Test
  void whatIsNoImageIsRefused() throws Exception {
    var no = Files.writeString(directory.resolve("no.tar"), "x".repeat(2000));
    assertThatThrownBy(() -> ImageTar.read(no)).isInstanceOf(ImageException.class);
    var other = tar("readme", "hello");
    assertThatThrownBy(() -> ImageTar.read(other)).isInstanceOf(ImageException.class);
  }

  @Test
  void aBaseForOtherProcessorsIsRefusedWithTheRemedy() throws Exception {
    base("amd64", "sha256:1");

    assertThat(bases(Architecture.AMD64).find()).isInstanceOf(BaseImage.Tar.class);
    assertThatThrownBy(() -> bases(Architecture.ARM64).find())
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("amd64")
        .hasMessageContaining("architecture: amd64")
        .hasMessageContaining("kubelet.baseImage");
  }

  @Test
  void anImagesTagChangesWithItsBaseAndItsProcessors() throws Exception {
    base("amd64", "sha256:1");
    var tag = publisher(Architecture.AMD64).wanted(ImageKind.SAMPLE);
    base("amd64", "sha256:2");
    var patched = publisher(Architecture.AMD64).wanted(ImageKind.SAMPLE);
    var arm = publisher(Architecture.ARM64).wanted(ImageKind.SAMPLE);

    assertThat(tag.text()).get().asString().matches("fnk-[0-9a-f]{16}-[0-9a-f]{12}");
    assertThat(patched.text().orElseThrow()).startsWith(tag.prefix());
    assertThat(patched.text()).isNotEqualTo(tag.text());
    assertThat(arm.prefix()).isNotEqualTo(tag.prefix());
    assertThat(ImageTag.isOurs(tag.text().orElseThrow())).isTrue();
    assertThat(ImageTag.isOurs("0123456789abcdef")).isTrue();
    assertThat(ImageTag.isOurs("v1.2")).isFalse();
  }

  private ImagePublisher publisher(Architecture architecture) {
    return new ImagePublisher(
        bases(architecture),
        Distribution.running(),
        Directories.of(Map.of("HOME", directory.toString())));
  }

  @Test
  void aBaseThatIsNotThereIsNotKnown() throws Exception {
    var nowhere =
        new BaseImages(
            Optional.of("127.0.0.1:1/no/such:1"),
            Architecture.AMD64,
            directory,
            Directories.of(Map.of("HOME", directory.toString())),
            event -> {});

    assertThat(nowhere.known()).isEmpty();
    assertThatThrownBy(nowhere::find)
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("127.0.0.1:1/no/such:1");
  }
}
