package dev.fnk.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.config.Directories;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The agent's image as the build made its program: one file, at a path that is a volume. */
final class AgentImageTest {
  private static final int BLOCK = 512;

  /** Machine numbers of ELF: e_machine at 18, two bytes, little-endian. */
  private static final Map<Architecture, Integer> MACHINES =
      Map.of(Architecture.AMD64, 62, Architecture.ARM64, 183);

  @TempDir private Path directory;

  /**
   * @param mode permissions
   * @param owner {@code uid:gid}
   */
  private record Entry(char type, int mode, String owner, byte[] content) {}

  /** No base image is asked for: nobody answers at port 1. */
  private ImagePublisher publisher(Architecture architecture, String home) {
    var directories = Directories.of(Map.of("HOME", directory.resolve(home).toString()));
    return new ImagePublisher(
        new BaseImages(
            Optional.of("127.0.0.1:1/no/such:1"), architecture, directory, directories, _ -> {}),
        Distribution.running(),
        directories);
  }

  private static Map<String, Entry> entries(InputStream in) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (in) {
      for (byte[] h = in.readNBytes(BLOCK);
          h.length == BLOCK && h[0] != 0;
          h = in.readNBytes(BLOCK)) {
        int size = number(h, 124, 12);
        byte[] content = in.readNBytes(size);
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        int mode = number(h, 100, 8) & 07777; // without the file's type
        var owner = number(h, 108, 8) + ":" + number(h, 116, 8);
        if (h[156] != 'x') { // a header of pax
          entries.put(text(h, 0, 100), new Entry((char) h[156], mode, owner, content));
        }
      }
    }
    return entries;
  }

  private static int number(byte[] header, int from, int length) {
    return Integer.parseInt(text(header, from, length).strip(), 8);
  }

  private static String text(byte[] header, int from, int length) {
    var text = new String(header, from, length, StandardCharsets.US_ASCII);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  private static JsonNode json(Map<String, Entry> image, String name) {
    return JsonMapper.shared().readTree(image.get(name).content());
  }

  private void isOneProgramAtAVolume(Architecture architecture) throws Exception {
    var publisher = publisher(architecture, "one");
    Path tar = directory.resolve("agent.tar");
    BuiltImage built = publisher.buildTar(ImageKind.AGENT, tar);

    assertThat(built.tag()).matches("fnk-agent-[0-9a-f]{16}");
    assertThat(publisher.wanted(ImageKind.AGENT).text()).contains(built.tag());
    var image = entries(Files.newInputStream(tar));
    var manifest = json(image, "manifest.json").required(0);
    var config = json(image, manifest.required("Config").asString());
    assertThat(config.required("architecture").asString()).isEqualTo(architecture.word());
    assertThat(config.required("os").asString()).isEqualTo("linux");
    var run = config.required("config");
    assertThat(run.required("Entrypoint").toString()).isEqualTo("[\"/.fnk/agent\"]");
    assertThat(run.required("Volumes").toString()).isEqualTo("{\"/.fnk\":{}}");
    assertThat(run.path("User").asString("")).isEmpty(); // root
    assertThat(manifest.required("Layers")).hasSize(1);
    byte[] layer = image.get(manifest.at("/Layers/0").asString()).content();
    var files = entries(new GZIPInputStream(new ByteArrayInputStream(layer)));
    assertThat(files.keySet()).containsExactly(".fnk/", ".fnk/agent");
    var program = files.get(".fnk/agent");
    assertThat(program.type()).isEqualTo('0');
    assertThat(program.mode()).isEqualTo(0755);
    assertThat(program.owner()).isEqualTo("0:0");
    assertThat(files.get(".fnk/").mode()).isEqualTo(0755);
    assertThat(HexFormat.of().formatHex(Arrays.copyOf(program.content(), 4)))
        .as("an ELF file")
        .isEqualTo("7f454c46");
    assertThat(program.content()[18] & 0xff).isEqualTo(MACHINES.get(architecture));
    assertThat(Files.size(tar)).isLessThan(10_000_000);
  }

  @Test
  void itIsOneProgramAtAVolume() throws Exception {
    isOneProgramAtAVolume(Architecture.AMD64);
  }

  @Test
  void itIsThatForArmToo() throws Exception {
    isOneProgramAtAVolume(Architecture.ARM64);
  }

  @Test
  void theSameProgramIsTheSameImageWhereverItIsBuilt() throws Exception {
    var here =
        publisher(Architecture.AMD64, "one").buildTar(ImageKind.AGENT, directory.resolve("1.tar"));
    var there =
        publisher(Architecture.AMD64, "two").buildTar(ImageKind.AGENT, directory.resolve("2.tar"));
    var other =
        publisher(Architecture.ARM64, "one").buildTar(ImageKind.AGENT, directory.resolve("3.tar"));

    assertThat(there).isEqualTo(here);
    assertThat(
            publisher(Architecture.ARM64, "two")
                .buildTar(ImageKind.OTHER_AGENT, directory.resolve("4.tar")))
        .isEqualTo(here);
    assertThat(
            publisher(Architecture.AMD64, "two")
                .buildTar(ImageKind.OTHER_AGENT, directory.resolve("5.tar")))
        .isEqualTo(other);
    assertThat(List.of(other.tag(), other.digest())).doesNotContain(here.tag(), here.digest());
  }

  @Test
  void itsTagsAreOfItsKindAndOfNoOther() {
    assertThat(ImageTag.isOf(ImageKind.AGENT, "fnk-agent-0123456789abcdef")).isTrue();
    assertThat(ImageTag.isOf(ImageKind.OTHER_AGENT, "fnk-agent-0123456789abcdef")).isTrue();
    assertThat(ImageTag.isOf(ImageKind.KUBELET, "fnk-agent-0123456789abcdef")).isFalse();
    assertThat(ImageTag.isOf(ImageKind.KUBELET, "fnk-0123456789abcdef-0123456789ab")).isTrue();
    assertThat(ImageTag.isOf(ImageKind.AGENT, "fnk-0123456789abcdef-0123456789ab")).isFalse();
    assertThat(ImageTag.isOf(ImageKind.AGENT, "v1.2")).isFalse();
  }
}
