package dev.fnk.local.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ImageOperationsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;
  private final Repository repository = new Repository();
  private ImageOperations operations;

  @BeforeEach
  void open() throws Exception {
    operations = new ImageOperations("123456789012", new ImageStore(directory));
    for (int i = 0; i < 5; i++) {
      repository.put(image(i), Optional.of("v" + i), false);
    }
  }

  private static Image image(int number) {
    byte[] manifest = ("m" + number).getBytes(StandardCharsets.UTF_8);
    return new Image(
        Digest.of(manifest), manifest, "m", 1, Instant.EPOCH.plusMillis(500L * number));
  }

  private static List<String> tags(ObjectNode page) {
    List<String> tags = new ArrayList<>();
    page.path("imageIds").forEach(id -> tags.add(id.path("imageTag").asString("")));
    page.path("imageDetails")
        .forEach(detail -> tags.add(detail.path("imageTags").path(0).asString("")));
    return tags;
  }

  private static ObjectNode input(int size, Optional<String> token) {
    ObjectNode input = JSON.createObjectNode().put("maxResults", size);
    token.ifPresent(text -> input.put("nextToken", text));
    return input;
  }

  private static Optional<String> token(ObjectNode page) {
    return page.path("nextToken").stringValueOpt();
  }

  @Test
  void pagesHaveEveryImageOnceInTheOrderOfTheirPushes() {
    List<String> seen = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      ObjectNode page = operations.list(input(2, token), repository);
      seen.addAll(tags(page));
      token = token(page);
    } while (token.isPresent());
    assertThat(seen).containsExactly("v0", "v1", "v2", "v3", "v4");
  }

  @Test
  void anImageThatGoesMeanwhileHidesNoOther() {
    ObjectNode first = operations.list(input(2, Optional.empty()), repository);
    repository.untag("v0");
    assertThat(tags(operations.list(input(2, token(first)), repository)))
        .containsExactly("v2", "v3");
    repository.untag("v1");
    assertThat(tags(operations.list(input(9, token(first)), repository)))
        .containsExactly("v2", "v3", "v4");
  }

  @Test
  void detailsAreInPagesToo() {
    ObjectNode first = operations.describe(input(3, Optional.empty()), repository);
    assertThat(tags(first)).containsExactly("v0", "v1", "v2");
    repository.untag("v2");
    ObjectNode second = operations.describe(input(3, token(first)), repository);
    assertThat(tags(second)).containsExactly("v3", "v4");
    assertThat(token(second)).isEmpty();
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> operations.list(input(2, Optional.of("?")), repository))
        .matches(error -> error.code().equals("InvalidParameterException"));
  }
}
