package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.stage.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PlanAndApplyTest {
  private final FakeResource.Cloud cloud = new FakeResource.Cloud();
  private final FakeResource vpc = new FakeResource(cloud, "vpc", "1");
  private final FakeResource subnet = new FakeResource(cloud, "subnet", "1", vpc);
  private final FakeLeftover rest = new FakeLeftover(cloud, "rest", List.of(vpc));
  private final FakeResource service = new FakeResource(cloud, "service", "1", subnet, rest);
  private final Lab lab = lab();
  private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

  private Lab lab() {
    var stages = new LinkedHashMap<Resource<?>, Stage>();
    stages.put(vpc, Stage.BASE);
    stages.put(subnet, Stage.BASE);
    stages.put(rest, Stage.KUBELET);
    stages.put(service, Stage.KUBELET);
    return new Lab(stages);
  }

  private Plan up(Stage upTo) {
    return new Planner(lab, PriceList.of("eu-west-1")).up(lab.scope(s -> s.compareTo(upTo) <= 0));
  }

  private Plan down(Stage from) {
    return new Planner(lab, PriceList.of("eu-west-1")).down(lab.scope(s -> s.compareTo(from) >= 0));
  }

  private ApplyResult apply(Plan plan) {
    return new Applier(lab, plan, Deadlines.standard(), events::add).apply();
  }

  @Test
  void buildsInTheOrderOfNeedsAndThenHasNothingToDo() {
    var result = apply(up(Stage.WORKLOAD));

    assertThat(result.ok()).isTrue();
    assertThat(cloud.log).containsExactly("create vpc", "create subnet", "create service");
    assertThat(up(Stage.WORKLOAD).empty()).isTrue();
    assertThat(apply(up(Stage.WORKLOAD)).steps()).isEmpty();
  }

  @Test
  void aStageIsBuiltWithTheOnesBeforeItOnly() {
    apply(up(Stage.BASE));

    assertThat(cloud.things).containsOnlyKeys("vpc", "subnet");
  }

  @Test
  void oneStageAloneNeedsTheOnesBeforeIt() {
    var plan = new Planner(lab, PriceList.of("eu-west-1")).up(lab.scope(s -> s == Stage.KUBELET));

    assertThat(plan.refusals())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.name()).isEqualTo("service");
              assertThat(step.change().reason()).contains("fake:thing subnet of stage base");
            });
  }

  @Test
  void planTellsCreateUpdateReplaceAndNothing() {
    cloud.things.put("vpc", "1");
    cloud.things.put("subnet", "2");
    cloud.things.put("service", "failed");

    assertThat(up(Stage.WORKLOAD).steps())
        .extracting(Plan.Step::change)
        .containsExactly(Change.none(), Change.update("is 2"), Change.replace("it failed"));
    apply(up(Stage.WORKLOAD));
    assertThat(cloud.log).containsExactly("update subnet", "delete service", "create service");
  }

  @Test
  void whatOthersMadeIsNamedAndNeverTouched() {
    cloud.things.put("subnet", FakeResource.OF_OTHERS);
    var plan = up(Stage.WORKLOAD);

    assertThat(plan.refusals())
        .singleElement()
        .satisfies(
            s -> assertThat(s.change().reason()).contains("arn:subnet", "it carries no tag"));
    assertThat(LabException.refused(plan)).hasMessageContaining("fake:thing subnet");
    assertThat(down(Stage.BASE).changes()).isEmpty();
    apply(down(Stage.BASE));
    assertThat(cloud.log).isEmpty();
  }

  @Test
  void anOldPlanLooksAgainBeforeItActs() {
    var plan = up(Stage.BASE);
    cloud.things.put("vpc", "1"); // made by another run meanwhile

    apply(plan);

    assertThat(cloud.log).containsExactly("create subnet");
  }

  @Test
  void aFailureLeavesARunThatCanBeTakenUp() {
    cloud.broken.add("subnet");
    var result = apply(up(Stage.WORKLOAD));

    assertThat(result.ok()).isFalse();
    assertThat(result.failures())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.error()).contains("subnet is broken");
              assertThat(f.next()).contains("mend it");
            });
    assertThat(result.steps())
        .filteredOn(s -> s.outcome() == ApplyResult.StepOutcome.SKIPPED)
        .extracting(ApplyResult.Done::name)
        .containsExactly("service");

    cloud.broken.clear();
    assertThat(apply(up(Stage.WORKLOAD)).ok()).isTrue();
    assertThat(cloud.things).containsOnlyKeys("vpc", "subnet", "service");
  }

  @Test
  void tearsDownInReverseWithWhatWasLeftBehind() {
    apply(up(Stage.WORKLOAD));
    cloud.log.clear();
    var plan = down(Stage.BASE);
    cloud.things.put("rest", "left after the plan was made");

    apply(plan);

    assertThat(cloud.log).startsWith("delete service").endsWith("delete vpc");
    assertThat(cloud.log)
        .containsExactlyInAnyOrder("delete service", "delete rest", "delete subnet", "delete vpc");
    assertThat(cloud.things).isEmpty();
    assertThat(down(Stage.BASE).empty()).isTrue();
  }

  @Test
  void tellsWhenAStageBeginsAndEnds() {
    apply(up(Stage.WORKLOAD));

    assertThat(events.stream().map(e -> e.getClass().getSimpleName()))
        .containsExactly(
            "StageStarted",
            "ResourceStarted",
            "ResourceDone",
            "ResourceStarted",
            "ResourceDone",
            "StageDone",
            "StageStarted",
            "ResourceStarted",
            "ResourceDone",
            "StageDone");
  }

  @Test
  void anInterruptedRunSaysSoAndCanBeTakenUp() throws InterruptedException {
    var plan = up(Stage.WORKLOAD);
    var result = new java.util.concurrent.atomic.AtomicReference<ApplyResult>();
    var runner =
        Thread.ofVirtual()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  result.set(apply(plan));
                });
    runner.join();

    assertThat(result.get().cancelled()).isTrue();
    assertThat(result.get().ok()).isFalse();
    assertThat(apply(up(Stage.WORKLOAD)).ok()).isTrue();
  }

  @Test
  void anInterruptedRunTellsWhyWhatItWaitedForHadNotCome() throws InterruptedException {
    cloud.stuck.add("service");
    cloud.obstacles.put("service", "its last task stopped: no image");
    var plan = up(Stage.WORKLOAD);
    var result = new java.util.concurrent.atomic.AtomicReference<ApplyResult>();
    var runner = Thread.ofVirtual().start(() -> result.set(apply(plan)));
    while (!events.toString().contains("name=service")) {
      Thread.onSpinWait();
    }
    runner.interrupt();
    runner.join();

    assertThat(result.get().cancelled()).isTrue();
    assertThat(result.get().steps())
        .filteredOn(step -> step.error().isPresent())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.name()).isEqualTo("service");
              assertThat(step.error()).contains("its last task stopped: no image");
            });
  }

  @Test
  void whatCannotBeReadIsNamed() {
    var broken = new Lab(new LinkedHashMap<>(java.util.Map.of(new Unreadable(), Stage.BASE)));

    assertThatThrownBy(
            () -> new Planner(broken, PriceList.of("eu-west-1")).up(broken.scope(_ -> true)))
        .isInstanceOf(LabException.class)
        .hasMessage("fake:unreadable u cannot be read: no answer");
  }

  @Test
  void whatCannotBeReadIsLeftToWhatItIsInsideOf() {
    var left = new Unreadable.Left(vpc);
    var stages = new LinkedHashMap<Resource<?>, Stage>();
    stages.put(vpc, Stage.BASE);
    stages.put(left, Stage.KUBELET);
    var partly = new Lab(stages);
    cloud.things.put("vpc", "1");

    var plan = new Planner(partly, PriceList.of("eu-west-1")).down(partly.scope(_ -> true));
    var result = new Applier(partly, plan, Deadlines.standard(), events::add).apply();

    assertThat(result.ok()).isTrue();
    assertThat(cloud.things).isEmpty();
    cloud.things.put("vpc", "1");
    assertThatThrownBy(
            () ->
                new Planner(partly, PriceList.of("eu-west-1"))
                    .down(partly.scope(s -> s == Stage.KUBELET)))
        .hasMessage("fake:unreadable u cannot be read: no answer");
  }

  @Test
  void eachActIsToldWithItsIdAndHowLongItTook() {
    cloud.things.put("subnet", "2");
    apply(up(Stage.BASE));
    apply(down(Stage.BASE));

    assertThat(done())
        .extracting(e -> "%s %s %s".formatted(e.action(), e.name(), e.id().orElse("")))
        .containsExactly(
            "CREATE vpc arn:vpc",
            "UPDATE subnet arn:subnet",
            "DELETE subnet arn:subnet",
            "DELETE vpc arn:vpc");
    assertThat(done()).allMatch(e -> e.elapsed().toSeconds() < 30);
    assertThat(events)
        .filteredOn(Event.StageDone.class::isInstance)
        .hasSize(2)
        .allMatch(e -> ((Event.StageDone) e).elapsed().toSeconds() < 30);
  }

  private List<Event.ResourceDone> done() {
    return events.stream()
        .filter(Event.ResourceDone.class::isInstance)
        .map(Event.ResourceDone.class::cast)
        .toList();
  }

  @Test
  void aFailureIsToldAsItHappens() {
    cloud.broken.add("vpc");
    var result = apply(up(Stage.BASE));

    assertThat(events)
        .contains(
            new Event.ResourceFailed(
                "base", "fake:thing", "vpc", Event.Action.CREATE, "vpc is broken"));
    assertThat(result.elapsed().toSeconds()).isLessThan(30);
  }

  @Test
  void whatOthersMakeAfterThePlanIsNotTouchedEither() {
    var plan = up(Stage.BASE);
    cloud.things.put("vpc", FakeResource.OF_OTHERS);

    var result = apply(plan);

    assertThat(result.failures())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.error().orElseThrow()).contains("arn:vpc", "is not fnk's to change");
              assertThat(f.next()).contains("choose another lab name, or remove what is named");
            });
    assertThat(events).anyMatch(Event.ResourceFailed.class::isInstance);
    assertThat(cloud.log).isEmpty();
  }

  @Test
  void aPlanKnowsWhatChangesAndWhatThatCosts() {
    cloud.notes.put("vpc", "it is old");
    cloud.things.put("vpc", "1");
    var plan = up(Stage.BASE);

    assertThat(plan.empty()).isFalse();
    assertThat(plan.changes())
        .extracting(s -> s.resource().toString())
        .containsExactly("fake:thing subnet");
    assertThat(plan.notes()).containsExactly("it is old");
    assertThat(plan.hourlyCost().items()).hasSize(2); // both, once they are there

    var down = down(Stage.BASE);
    assertThat(down.changes()).extracting(Plan.Step::type).containsExactly("fake:thing");
    assertThat(down.notes()).isEmpty();
    assertThat(down.hourlyCost().items()).hasSize(1); // what ends
  }

  @Test
  void whatIsLeftOverSaysOfItselfGoingDownOnly() {
    cloud.things.put("rest", "x");

    assertThat(up(Stage.WORKLOAD).steps())
        .extracting(Plan.Step::name)
        .containsExactly("vpc", "subnet", "service");
    assertThat(down(Stage.KUBELET).steps())
        .extracting(Plan.Step::name)
        .containsExactlyInAnyOrder("service", "rest");
    assertThat(down(Stage.KUBELET).hourlyCost().items()).isEmpty();
  }

  @Test
  void whatLeansOnWhatWasMadeAnewIsLookedAtAgain() {
    cloud.things.put("vpc", "failed");
    cloud.things.put("subnet", "1");
    var plan = up(Stage.BASE);
    assertThat(plan.changes()).extracting(Plan.Step::name).containsExactly("vpc");
    cloud.things.put("subnet", "2"); // as a replaced network leaves it

    apply(plan);

    assertThat(cloud.log).containsExactly("delete vpc", "create vpc", "update subnet");
  }
}
