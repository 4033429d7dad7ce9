package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.task.Pods;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;

/** The runtime on an ECS whose answers the test says. */
final class StubbedRuntime implements AutoCloseable {
  final StubEcs ecs = new StubEcs();
  private final SystemScheduler scheduler = new SystemScheduler();
  final FargateRuntime runtime = new FargateRuntime(ecs, Pods.CONFIG, scheduler);

  /** ECS has the definition of whatever is launched. */
  void definitions() {
    ecs.on(
        ListTaskDefinitionsRequest.class,
        _ -> ListTaskDefinitionsResponse.builder().taskDefinitionArns("definition:1").build());
  }

  LaunchResult launch() throws InterruptedException {
    return runtime.launch(Launches.of("nginx"), patience());
  }

  Patience patience() {
    return Patience.endless(scheduler);
  }

  @Override
  public void close() {
    runtime.close();
    scheduler.close();
  }
}
