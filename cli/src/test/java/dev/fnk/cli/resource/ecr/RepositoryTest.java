package dev.fnk.cli.resource.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.image.ImageKind;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
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
    // An image that matches a rule is not expired by one of lower priority: many images of the node
    // do not push out the agent's, which seldom changes.
    assertThat(rules.valueStream())
        .extracting(
            rule -> rule.at("/rulePriority").asInt(),
            rule -> rule.at("/selection/tagPrefixList").toString(),
            rule -> rule.at("/selection/countType").asString())
        .containsExactly(
            tuple(1, "[\"fnk-agent-\"]", "imageCountMoreThan"),
            tuple(2, "[\"fnk-\"]", "imageCountMoreThan"));
  }

  @Test
  void thePolicyOfAnEarlierFnkIsReplaced() {
    repository.create(work);
    var now = fake.lifecycle;
    fake.lifecycle = Repository.EARLIER_LIFECYCLE.replaceAll("\\s+", " ");

    assertThat(repository.diff(seen(), known()))
        .isEqualTo(Change.update("images of the agent that are in use may be removed"));
    repository.update(seen(), work);
    assertThat(fake.lifecycle).isEqualTo(now);
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

  @Test
  void theAgentsImagesAreOnesOfTheirOwnInTheNodesRepository() {
    repository.create(work);
    var agent = new EcrImage(aws.clients(), publisher, ImageKind.AGENT, repository);
    fake.images.put("fnk-agent-0123456789abcdef", NOW);
    fake.images.put("fnk-0000000000000000-cccccccccccc", NOW);
    fake.images.put("v1.2", NOW);
    var any = new Present<>("x", Optional.<String>empty(), "", new EcrImage.Attributes("x"));

    assertThat(agent.label()).isEqualTo("ecr:image eks-lab/sample:fnk-agent");
    image.delete(any, work);
    assertThat(fake.images).containsOnlyKeys("fnk-agent-0123456789abcdef", "v1.2");
    agent.delete(any, work);
    assertThat(fake.images).containsOnlyKeys("v1.2");
  }

  @Test
  void whatDiffersIsSaidAndMended() {
    var made = repository.create(work);
    assertThat(made.attributes()).isEqualTo(seen().attributes());
    fake.mutability = "MUTABLE";
    assertThat(repository.diff(seen(), known())).isEqualTo(Change.update("its tags can be moved"));
    fake.mutability = "IMMUTABLE";
    fake.scanned = false;
    assertThat(repository.diff(seen(), known())).isEqualTo(Change.update("pushes are not scanned"));
    fake.mutability = "MUTABLE";
    fake.lifecycle = "";

    var now = repository.update(seen(), work);

    assertThat(now).isEqualTo(seen());
    assertThat(repository.diff(now, known())).isEqualTo(Change.none());
  }

  @Test
  void oneThatARunBeforeMadeIsFinishedAndAnothersIsNotTouched() {
    fake.there = true;
    fake.scanned = false;
    repository.create(work);
    assertThat(fake.scanned).isTrue();
    assertThat(fake.lifecycle).isNotEmpty();

    fake.lab = "other";
    fake.lifecycle = "";
    assertThat(repository.observe(new ObservedState()))
        .isEqualTo(
            new Foreign<>(
                "eks-lab/sample",
                Optional.of("arn:aws:ecr:eu-west-1:111122223333:repository/x"),
                "it belongs to the lab other"));
    assertThatThrownBy(() -> repository.create(work))
        .isInstanceOf(RepositoryAlreadyExistsException.class);
    assertThat(fake.lifecycle).isEmpty();
  }

  @Test
  void oneThatIsGoneIsAbsentAndItsDeletionNoError() {
    repository.create(work);
    var present = seen();
    repository.delete(present, work);

    assertThat(repository.observe(new ObservedState())).isInstanceOf(Absent.class);
    repository.delete(present, work);
  }

  @Test
  void anImageIsOfItsRepositoryAndGoesWithIt() {
    assertThat(image.label()).isEqualTo("ecr:image eks-lab/sample");
    assertThat(image.needs()).containsExactly(repository);
    assertThat(image.inside()).contains(repository);
    assertThat(image.observe(new ObservedState())).isInstanceOf(Absent.class);
    repository.create(work);
    assertThat(image.observe(known())).isInstanceOf(Absent.class); // none is pushed

    var known = known();
    fake.there = false; // deleted since it was seen
    aws.on(
        EcrClient.class,
        "describeImages",
        DescribeImagesRequest.class,
        _ -> {
          throw FakeAws.error(
              RepositoryNotFoundException.builder(), "RepositoryNotFoundException", "no");
        });
    assertThat(image.observe(known)).isInstanceOf(Absent.class);
    var present =
        new Present<>("t", Optional.<String>empty(), "available", new EcrImage.Attributes("x"));
    assertThat(image.diff(present, known)).isEqualTo(Change.none());
    assertThat(image.update(present, work)).isEqualTo(present);
  }
}
