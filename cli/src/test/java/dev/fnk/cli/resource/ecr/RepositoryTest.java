package dev.fnk.cli.resource.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A repository, the images in it, and what others pushed. */
final class RepositoryTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  private final FakeRepository fake = new FakeRepository();
  private final FakeAws aws = fake.in(new FakeAws());
  private final Repository repository =
      new Repository(
          aws.clients(),
          FakeRepository.NAMES.tags("base", "1"),
          FakeRepository.NAMES.sampleRepository());
  // Nobody answers at port 1: the base cannot be told.
  private final ImagePublisher publisher =
      ImagePublisher.of(Optional.of("127.0.0.1:1/no/such:1"), Architecture.AMD64, event -> {});
  private final EcrImage image =
      new EcrImage(aws.clients(), publisher, ImageKind.SAMPLE, repository);
  private final FakeWork work = new FakeWork();

  private Present<Repository.Attributes> seen() {
    return repository.observe(new ObservedState()).present().orElseThrow();
  }

  private ObservedState known() {
    var known = new ObservedState();
    known.put(repository, seen());
    return known;
  }

  @Test
  void oldImagesOfFnkAreRemovedAndNobodyElses() {
    repository.create(work);

    assertThat(repository.diff(seen(), new ObservedState())).isInstanceOf(Change.None.class);
    var rules = JsonMapper.shared().readTree(fake.lifecycle).at("/rules");
    assertThat(rules).hasSize(1);
    assertThat(rules.at("/0/selection/tagPrefixList/0").asString()).isEqualTo("fnk-");
    assertThat(rules.at("/0/selection/countType").asString()).isEqualTo("imageCountMoreThan");
  }

  @Test
  void anotherPolicyIsSomebodysChoice() {
    repository.create(work);
    fake.lifecycle = "{\"rules\":[]}";

    assertThat(repository.diff(seen(), new ObservedState())).isInstanceOf(Change.None.class);
    fake.lifecycle = "";
    assertThat(repository.diff(seen(), new ObservedState())).isInstanceOf(Change.Update.class);
  }

  @Test
  void whileTheBaseCannotBeToldTheNewestOfTheContentServes() throws Exception {
    repository.create(work);
    var prefix = publisher.wanted(ImageKind.SAMPLE).prefix();
    fake.images.put(prefix + "aaaaaaaaaaaa", NOW);
    fake.images.put(prefix + "bbbbbbbbbbbb", NOW.plusSeconds(60));
    fake.images.put("fnk-0000000000000000-cccccccccccc", NOW.plusSeconds(120));

    var found = image.observe(known()).present().orElseThrow();

    assertThat(found.id()).isEqualTo(prefix + "bbbbbbbbbbbb");
    assertThat(found.attributes().reference())
        .isEqualTo(FakeRepository.URI + "@sha256:of-" + prefix + "bbbbbbbbbbbb");
  }

  @Test
  void whatOthersPushedStandsInTheWayByName() {
    repository.create(work);
    fake.images.put("fnk-0000000000000000-cccccccccccc", NOW);
    fake.images.put("0123456789abcdef", NOW);
    fake.images.put("v1.2", NOW);

    image.delete(
        new Present<>("x", Optional.empty(), "available", new EcrImage.Attributes("x")), work);
    assertThat(fake.images).containsOnlyKeys("v1.2");
    assertThatThrownBy(() -> repository.delete(seen(), work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessageContaining("v1.2");
              assertThat(e.next()).contains("aws ecr delete-repository --force");
            });
    assertThat(fake.there).isTrue();

    fake.images.clear();
    fake.images.put("fnk-0000000000000000-cccccccccccc", NOW); // of another base
    repository.delete(seen(), work);
    assertThat(fake.there).isFalse();
  }
}
