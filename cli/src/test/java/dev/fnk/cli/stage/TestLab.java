package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.config.Settings;
import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import dev.fnk.cli.resource.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The resources of a lab as the program makes them, on clients of a test's making. */
public final class TestLab {
  public static final String ACCOUNT = "111122223333";

  private final LabResources resources;

  /**
   * @param environment settings, such as {@code FNK_KUBERNETES_VERSION}
   */
  public TestLab(AwsClients aws, Map<String, String> environment) {
    this.resources =
        LabResources.of(
            Settings.load(Optional.empty(), environment, Map.of()).toLabConfig(),
            new Account(ACCOUNT, "aws", "eu-west-1", "arn:aws:iam::" + ACCOUNT + ":user/ann"),
            aws,
            new LabParts(
                "0.0.0",
                ImagePublisher.of(Optional.empty(), Architecture.AMD64, event -> {}),
                KubeconfigFile.of(Map.of(), Path.of("none")),
                new ExecCommand(List.of("fnk", "token"), Map.of(), Optional.empty())));
  }

  public Stream<Resource<?>> all() {
    return Stream.of(
            resources.base(),
            resources.ecs(),
            resources.kubelet(),
            resources.register(),
            resources.workload())
        .flatMap(List::stream);
  }

  /** The resource of a type that there is one of. */
  public <R extends Resource<?>> R the(Class<R> type) {
    return all().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }
}
