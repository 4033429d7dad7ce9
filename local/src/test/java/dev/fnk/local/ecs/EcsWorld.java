package dev.fnk.local.ecs;

import dev.fnk.local.account.IamService;
import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.account.MotoIdentityPolicies;
import dev.fnk.local.account.StsService;
import dev.fnk.local.daemon.LocalPaths;
import dev.fnk.local.ec2.Ec2Service;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.PauseImage;
import dev.fnk.local.gateway.AwsHandler;
import dev.fnk.local.gateway.Gateway;
import dev.fnk.local.gateway.ServiceRegistry;
import dev.fnk.local.metadata.MetadataServer;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.moto.MotoServer;
import dev.fnk.local.moto.MotoService;
import dev.fnk.local.moto.PythonEnvironment;
import dev.fnk.local.network.AttachedInterfaces;
import dev.fnk.local.network.CredentialsBridge;
import dev.fnk.local.network.EngineVpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;

/** A local world with nothing but what ECS needs, on real parts: gateway, moto, engine. */
final class EcsWorld implements AutoCloseable {
  static final String REGION = "eu-west-1";

  /** An image of static busybox, whose command is a shell. */
  static final String IMAGE = "fnk.dev/test-busybox:1";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final MotoAccount account;
  private final Engine engine;
  private final EcsClient ecs;

  EcsWorld(Path state) throws Exception {
    LocalPaths paths = LocalPaths.fromEnvironment(System.getenv());
    PythonEnvironment python = new PythonEnvironment(paths.cache());
    python.ensure(line -> {});
    ChildProcesses children = opened(new ChildProcesses(state));
    Gateway gateway = opened(new Gateway(0));
    MotoServer moto = MotoServer.start(children, python, state.resolve("moto.log"));
    MotoClient client = new MotoClient(moto.endpoint());
    account = opened(MotoAccount.open(client, gateway.endpoint(), InstantSource.system()));
    engine = opened(Engine.connect(state.toString()));
    engine.requireReachable();
    parts.push(this::removeImages); // once no container uses them
    MotoIdentityPolicies policies = new MotoIdentityPolicies(client, account);
    ServiceRegistry services = new ServiceRegistry(name -> new MotoService(name, client));
    EngineVpcNetworks networks = new EngineVpcNetworks(account, engine, gateway);
    AttachedInterfaces attached = new AttachedInterfaces();
    services.register(
        new Ec2Service(client, account.administrator().accessKeyId(), networks, attached, false));
    services.register(new IamService(client, account.credentials(), policies));
    services.register(new StsService(client, account, policies, InstantSource.system()));
    MetadataServer metadata =
        opened(new MetadataServer(account, new CredentialsBridge(engine), Clock.systemUTC()));
    services.register(
        opened(
            new EcsService(
                account,
                engine,
                networks,
                attached,
                metadata,
                new EcsOptions(false, Duration.ofHours(1)))));
    gateway.handle("/", new AwsHandler(account::verify, request -> {}, services));
    gateway.start();
    importBusybox(state);
    ecs =
        opened(
            EcsClient.builder()
                .endpointOverride(account.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(
                            account.administrator().accessKeyId(),
                            account.administrator().secretAccessKey())))
                .build());
  }

  MotoAccount account() {
    return account;
  }

  EcsClient ecs() {
    return ecs;
  }

  Engine engine() {
    return engine;
  }

  private void importBusybox(Path state) throws Exception {
    if (engine.images().find(IMAGE).isPresent()) {
      return;
    }
    Path bin = Files.createDirectories(state.resolve("root/bin"));
    Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
    for (String applet :
        List.of("sh", "wget", "nc", "httpd", "sleep", "cat", "echo", "env", "ip")) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
    Process tar =
        new ProcessBuilder("tar", "-c", "-C", state.resolve("root").toString(), ".").start();
    try (InputStream content = tar.getInputStream()) {
      engine.images().importRoot(IMAGE, architecture(), content.readAllBytes());
    }
  }

  private void removeImages() {
    engine.images().remove(IMAGE);
    PauseImage.remove(engine);
  }

  private String architecture() {
    return engine.architecture().equals("x86_64") ? "amd64" : "arm64";
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(part.getClass().getSimpleName() + " does not close", e);
      }
    }
  }

  /** Serves until its input ends, for a look by hand. */
  public static void main(String[] args) throws Exception {
    try (EcsWorld world = new EcsWorld(Files.createTempDirectory("fnk-ecs"))) {
      Runtime.getRuntime().addShutdownHook(new Thread(world::close));
      System.out.println("export AWS_ENDPOINT_URL=" + world.account.endpoint());
      System.out.println("export AWS_ACCESS_KEY_ID=" + world.account.administrator().accessKeyId());
      System.out.println(
          "export AWS_SECRET_ACCESS_KEY=" + world.account.administrator().secretAccessKey());
      System.out.println("export AWS_DEFAULT_REGION=" + REGION);
      while (System.in.read() >= 0) {
        continue;
      }
    }
  }
}
