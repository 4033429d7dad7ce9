package dev.fnk.local.ecs;

import dev.fnk.local.access.AwsScope;
import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.ecs.api.RegionApi;
import dev.fnk.local.ecs.api.RunTokens;
import dev.fnk.local.ecs.model.EcsRegion;
import dev.fnk.local.ecs.protocol.EcsError;
import dev.fnk.local.ecs.protocol.Fields;
import dev.fnk.local.ecs.runtime.ImagePuller;
import dev.fnk.local.ecs.runtime.TaskLauncher;
import dev.fnk.local.ecs.runtime.TaskNetwork;
import dev.fnk.local.ecs.runtime.TaskRuntime;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.json.Json;
import dev.fnk.local.metadata.MetadataServer;
import dev.fnk.local.network.AttachedInterfaces;
import dev.fnk.local.network.VpcNetworks;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Amazon ECS of the local account: clusters, task definitions, tasks and services of launch type
 * FARGATE, over protocol AWS JSON 1.1. Tasks are containers of an engine. All state is in memory.
 */
public final class EcsService implements AwsService, AutoCloseable {
  private static final String MEDIA_TYPE = "application/x-amz-json-1.1";

  private final LocalAccount account;
  private final Engine engine;
  private final EcsOptions options;
  private final Clock clock;
  private final TaskNetwork network;
  private final TaskLauncher launcher;
  private final RequestRates quotas;
  private final JsonMapper mapper = Json.mapper();
  private final Map<String, RegionApi> regions = new ConcurrentHashMap<>();

  public EcsService(
      LocalAccount account,
      Engine engine,
      VpcNetworks networks,
      AttachedInterfaces attached,
      MetadataServer metadata,
      EcsOptions options) {
    this.account = account;
    this.engine = engine;
    this.options = options;
    this.clock = Clock.systemUTC();
    this.network = new TaskNetwork(account, attached, clock);
    this.quotas = new RequestRates(options.quotas(), System::nanoTime);
    this.launcher =
        new TaskLauncher(
            new TaskRuntime(
                account,
                engine,
                networks,
                metadata,
                network,
                new ImagePuller(account, engine),
                clock));
  }

  @Override
  public String signingName() {
    return "ecs";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    String operation =
        request
            .targetOperation()
            .orElseThrow(
                () -> new AwsError(400, "UnknownOperationException", "X-Amz-Target is missing"));
    quotas.take(request.region(), operation);
    try {
      ObjectNode answer =
          region(request.region()).call(operation, read(request.body()), request.caller());
      return AwsResponse.json(200, MEDIA_TYPE, mapper.writeValueAsString(answer));
    } catch (RunTokens.TokenConflict e) {
      // The one error of the model that carries more than a message.
      ObjectNode body = Json.object().put("__type", "ConflictException");
      body.put("message", e.getMessage());
      body.set("resourceIds", Json.strings(e.taskArns()));
      return AwsResponse.json(400, MEDIA_TYPE, mapper.writeValueAsString(body));
    } catch (EngineException e) {
      throw new AwsError(500, "ServerException", e.message());
    } catch (SdkException e) {
      throw new AwsError(500, "ServerException", String.valueOf(e.getMessage()));
    }
  }

  /** The permissions that a call needs; see {@link dev.fnk.local.access.Permissions}. */
  public List<RequiredPermission> permissions(AwsRequest request) {
    try {
      return region(request.region())
          .permissions(
              request.targetOperation().orElse(""),
              read(request.body()),
              new AwsScope(request.region(), request.caller().accountId()));
    } catch (AwsError e) {
      return List.of(); // it is no call, and refused as such
    }
  }

  private Fields read(byte[] body) {
    try {
      if (body.length == 0) {
        return new Fields(Json.object());
      }
      if (mapper.readTree(body) instanceof ObjectNode object) {
        return new Fields(object);
      }
    } catch (JacksonException e) {
      throw EcsError.serialization("The request is not JSON: " + e.getOriginalMessage());
    }
    throw EcsError.serialization("The request is not a JSON object");
  }

  private RegionApi region(String name) {
    return regions.computeIfAbsent(
        name,
        region ->
            new RegionApi(
                EcsRegion.create(
                    account.accountId(),
                    region,
                    options.quotas(),
                    options.keepStoppedTasks(),
                    clock),
                account,
                launcher,
                network,
                clock));
  }

  /**
   * The tags of all clusters, services, task definitions and tasks of a region that are there.
   *
   * @return tags by key, by ARN
   */
  public Map<String, Map<String, String>> taggedResources(String region) {
    return region(region).tags().all();
  }

  /** Stops all at once: every container and network of the world is removed. */
  @Override
  public void close() {
    regions.values().forEach(RegionApi::close);
    launcher.close();
    engine.clearLeftovers();
  }
}
