package dev.fnk.kubelet.fargate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsRequest;
import software.amazon.awssdk.services.ecs.model.ListTaskDefinitionsResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.RunTaskRequest;
import software.amazon.awssdk.services.ecs.model.RunTaskResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;

/** Answers what a test says, and remembers what it was asked. */
final class StubEcs implements EcsClient {
  private final List<Object> asked = new ArrayList<>();
  private final Map<Class<?>, Function<Object, Object>> answers = new HashMap<>();
  private boolean closed;

  @SuppressWarnings("unchecked")
  <Q, A> void on(Class<Q> request, Function<Q, A> answer) {
    answers.put(request, (Function<Object, Object>) (Function<?, ?>) answer);
  }

  private <A> A ask(Object request, Class<A> answer) {
    asked.add(request);
    return answer.cast(answers.get(request.getClass()).apply(request));
  }

  <Q> List<Q> asked(Class<Q> kind) {
    return asked.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public RunTaskResponse runTask(RunTaskRequest request) {
    return ask(request, RunTaskResponse.class);
  }

  @Override
  public StopTaskResponse stopTask(StopTaskRequest request) {
    return ask(request, StopTaskResponse.class);
  }

  @Override
  public DescribeTasksResponse describeTasks(DescribeTasksRequest request) {
    return ask(request, DescribeTasksResponse.class);
  }

  @Override
  public ListTasksResponse listTasks(ListTasksRequest request) {
    return ask(request, ListTasksResponse.class);
  }

  @Override
  public ListTaskDefinitionsResponse listTaskDefinitions(ListTaskDefinitionsRequest request) {
    return ask(request, ListTaskDefinitionsResponse.class);
  }

  @Override
  public RegisterTaskDefinitionResponse registerTaskDefinition(
      RegisterTaskDefinitionRequest request) {
    return ask(request, RegisterTaskDefinitionResponse.class);
  }

  @Override
  public String serviceName() {
    return "ecs";
  }

  boolean closed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
