package dev.fnk.local.daemon;

import dev.fnk.local.access.PolicyAuthorizer;
import dev.fnk.local.account.IamService;
import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.account.MotoIdentityPolicies;
import dev.fnk.local.account.StsService;
import dev.fnk.local.controlplane.binaries.ControlPlaneBinaries;
import dev.fnk.local.ec2.Ec2Service;
import dev.fnk.local.ecr.Downloads;
import dev.fnk.local.ecr.EcrService;
import dev.fnk.local.ecr.ImageStore;
import dev.fnk.local.ecr.RegistryHandler;
import dev.fnk.local.ecr.RegistryTokens;
import dev.fnk.local.ecr.RepositoryDirectory;
import dev.fnk.local.ecs.EcsOptions;
import dev.fnk.local.ecs.EcsService;
import dev.fnk.local.eks.EksService;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.gateway.AwsHandler;
import dev.fnk.local.gateway.Gateway;
import dev.fnk.local.gateway.Journal;
import dev.fnk.local.gateway.RequestRecorder;
import dev.fnk.local.gateway.ServiceRegistry;
import dev.fnk.local.metadata.MetadataServer;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.moto.MotoServer;
import dev.fnk.local.moto.MotoService;
import dev.fnk.local.moto.PythonEnvironment;
import dev.fnk.local.network.AttachedInterfaces;
import dev.fnk.local.network.CredentialsBridge;
import dev.fnk.local.network.EngineVpcNetworks;
import dev.fnk.local.network.VpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import dev.fnk.local.quota.QuotaService;
import dev.fnk.local.tagging.ResourcesByArn;
import dev.fnk.local.tagging.TaggingService;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a running local world, started in order and closed in reverse. */
final class LocalServices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalServices.class);

  /** On EKS it may be minutes; here it is enough to meet it. */
  private static final Duration CLUSTER_SETTLING = Duration.ofSeconds(2);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();
  private final MotoAccount account;
  private final MotoServer moto;

  /**
   * Starts everything.
   *
   * @throws IOException a part does not start; those before it are closed
   */
  LocalServices(LocalPaths paths, LocalOptions options) throws IOException {
    try {
      ChildProcesses children = opened(new ChildProcesses(paths.state()));
      // Bound before anything else starts: a port in use is found out at once.
      Gateway gateway = opened(new Gateway(options.port()));
      this.moto = MotoServer.start(children, new PythonEnvironment(paths.cache()), paths.motoLog());
      MotoClient client = new MotoClient(moto.endpoint());
      this.account = opened(MotoAccount.open(client, gateway.endpoint(), InstantSource.system()));
      Engine engine = opened(Engine.connect(paths.state().toString(), paths.pulledImages()));
      VpcNetworks networks = new EngineVpcNetworks(account, engine, gateway);
      MotoIdentityPolicies policies = new MotoIdentityPolicies(client, account);
      ServiceRegistry services = new ServiceRegistry(name -> new MotoService(name, client));
      AttachedInterfaces attached = new AttachedInterfaces();
      services.register(
          new Ec2Service(
              client, account.administrator().accessKeyId(), networks, attached, options.quotas()));
      services.register(new IamService(client, account.credentials(), policies));
      services.register(new StsService(client, account, policies, InstantSource.system()));
      services.register(new QuotaService(client));
      RepositoryDirectory repositories =
          new RepositoryDirectory(client, account.administrator().accessKeyId());
      RegistryTokens tokens = new RegistryTokens(InstantSource.system());
      Downloads downloads = new Downloads(InstantSource.system());
      ImageStore images = new ImageStore(paths.registry());
      EcrService ecr =
          new EcrService(
              client,
              gateway.endpoint(),
              account.accountId(),
              repositories,
              tokens,
              downloads,
              images);
      services.register(ecr);
      TaggingService tagging = new TaggingService(client);
      tagging.add(ecr);
      services.register(tagging);
      // After the services: what they could not remove any more goes by its label.
      parts.push(engine::clearLeftovers);
      MetadataServer metadata =
          opened(new MetadataServer(account, new CredentialsBridge(engine), Clock.systemUTC()));
      EcsService ecs =
          opened(
              new EcsService(
                  account,
                  engine,
                  networks,
                  attached,
                  metadata,
                  new EcsOptions(options.quotas(), EcsOptions.defaults().keepStoppedTasks())));
      services.register(ecs);
      tagging.add(new ResourcesByArn(ecs.signingName(), ecs::taggedResources));
      EksService eks =
          opened(
              new EksService(
                  account,
                  networks,
                  children,
                  new ControlPlaneBinaries(ControlPlanePrograms.settings(paths, options.k8sBin())),
                  paths.clusters(),
                  CLUSTER_SETTLING));
      services.register(eks);
      tagging.add(new ResourcesByArn(eks.signingName(), region -> eks.taggedResources()));
      PolicyAuthorizer authorizer =
          new PolicyAuthorizer(
              policies,
              Map.of(eks.signingName(), eks::permissions, ecs.signingName(), ecs::permissions),
              tagging::tags);
      Journal journal =
          options.record()
              ? opened(new RequestRecorder(paths.requests(), InstantSource.system()))
              : Journal.NONE;
      AwsHandler aws = new AwsHandler(account::verify, authorizer, services, journal);
      RegistryHandler registry =
          new RegistryHandler(
              tokens, downloads, repositories, authorizer::check, images, InstantSource.system());
      // A few AWS services have paths below /v2/, too; they are signed.
      gateway.handle(
          RegistryHandler.PREFIX,
          exchange -> (AwsHandler.isSigned(exchange) ? aws : registry).handle(exchange));
      gateway.handle(HealthHandler.PATH, new HealthHandler());
      gateway.handle("/", aws);
      gateway.start();
      LOG.info("listening on {}", gateway.endpoint());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** How the account's owner reaches this world. */
  LocalConnection connection() {
    return new LocalConnection(
        account.endpoint(),
        account.administrator().accessKeyId(),
        account.administrator().secretAccessKey(),
        account.accountId(),
        ProcessHandle.current().pid());
  }

  /** Completes with moto's exit code when it ends, and with it the account. */
  CompletableFuture<Integer> accountEnded() {
    return moto.exited();
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** What did not close, and so may be left; empty before {@link #close}. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      Instant begin = Instant.now();
      try {
        part.close();
      } catch (Exception e) {
        // The other parts have to be closed all the same.
        LOG.error("{} does not close", part.getClass().getSimpleName(), e);
        failures.add(String.valueOf(e.getMessage()));
      }
      LOG.debug("closed {} since {}", part.getClass().getSimpleName(), begin);
    }
  }
}
