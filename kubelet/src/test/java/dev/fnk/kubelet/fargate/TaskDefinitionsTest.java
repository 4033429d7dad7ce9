package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.TaskTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;

/** Many pods that need the same definition at the same time. */
@Timeout(20)
class TaskDefinitionsTest {
  private static final TaskTemplate TEMPLATE = Launches.of("nginx").template();

  private final VirtualTime time = new VirtualTime();
  private final VirtualTime.Process process = time.process();
  private final StubEcs ecs = new StubEcs();
  private final TaskDefinitions definitions =
      new TaskDefinitions(ecs, Pods.CONFIG, EcsQuotas.published(process), process);
  private final List<String> answers = new ArrayList<>();
  private int failing;

  TaskDefinitionsTest() {
    ecs.on(
        ListTaskDefinitionsRequest.class,
        _ -> {
          second();
          if (failing-- > 0) {
            throw SdkClientException.create("no answer");
          }
          return ListTaskDefinitionsResponse.builder().build();
        });
    ecs.on(
        RegisterTaskDefinitionRequest.class,
        _ -> {
          second();
          return RegisterTaskDefinitionResponse.builder()
              .taskDefinition(d -> d.taskDefinitionArn("definition:1"))
              .build();
        });
  }

  /** How long ECS takes to answer. */
  private void second() {
    try {
      process.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void ask(int pods) {
    for (int i = 0; i < pods; i++) {
      process.start(
          "pod-" + i,
          () -> {
            try {
              answers.add(definitions.arn(TEMPLATE));
            } catch (SdkException e) {
              answers.add(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  private int looks() {
    return ecs.asked(ListTaskDefinitionsRequest.class).size();
  }

  private int registrations() {
    return ecs.asked(RegisterTaskDefinitionRequest.class).size();
  }

  @Test
  void allWaitForTheOneThatAsks() {
    ask(5);
    time.run(Duration.ofMillis(1900));
    assertThat(answers).isEmpty();
    time.run(Duration.ofMillis(200));

    assertThat(answers).hasSize(5).containsOnly("definition:1");
    assertThat(looks()).isEqualTo(1);
    assertThat(registrations()).isEqualTo(1);
  }

  @Test
  void whenTheOneThatAsksFailsAnotherAsks() {
    failing = 1;
    ask(3);
    time.run(Duration.ofSeconds(4));

    assertThat(answers).containsExactly("no answer", "definition:1", "definition:1");
    assertThat(looks()).isEqualTo(2);
    assertThat(registrations()).isEqualTo(1);
  }

  @Test
  void whatIsForgottenIsLookedForOnceMore() {
    ask(1);
    time.run(Duration.ofSeconds(3));
    definitions.forget(TEMPLATE);
    ask(2);
    time.run(Duration.ofSeconds(3));

    assertThat(looks()).isEqualTo(2);
    assertThat(answers).hasSize(3).containsOnly("definition:1");
  }

  @Test
  void whatIsBeingLookedForIsNotForgotten() {
    ask(1);
    time.run(Duration.ofMillis(500));
    definitions.forget(TEMPLATE);
    ask(1);
    time.run(Duration.ofSeconds(3));

    assertThat(looks()).isEqualTo(1);
    assertThat(answers).containsExactly("definition:1", "definition:1");
  }
}
