package dev.fnk.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;

/** Which packages may know which library, and which must not reach the world at all. */
final class LibraryRules {
  private static final String AWS = "software.amazon.awssdk..";
  private static final String KUBERNETES = "io.fabric8..";
  private static final String KUBERNETES_CLIENT = "io.fabric8.kubernetes.client..";
  private static final String NETTY = "io.netty..";
  private static final String ENGINE_CLIENT = "com.github.dockerjava..";

  /** What opens a file, a socket or a process. */
  private static final Set<String> DOORS =
      Set.of(
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.net.DatagramSocket",
          "java.net.HttpURLConnection",
          "java.net.ServerSocket",
          "java.net.Socket",
          "java.net.URLConnection",
          "java.nio.file.Files");

  private LibraryRules() {}

  static Stream<ArchRule> all() {
    return Stream.of(
        only(
            AWS,
            "dev.fnk.cli.aws",
            "dev.fnk.cli.failure",
            "dev.fnk.cli.image",
            "dev.fnk.cli.inventory",
            "dev.fnk.cli.local",
            "dev.fnk.cli.resource.ec2",
            "dev.fnk.cli.resource.ecr",
            "dev.fnk.cli.resource.ecs",
            "dev.fnk.cli.resource.eks",
            "dev.fnk.cli.resource.iam",
            "dev.fnk.cli.resource.logs",
            "dev.fnk.cli.resource.secretsmanager",
            "dev.fnk.cli.world",
            "dev.fnk.kubelet",
            "dev.fnk.kubelet.agent",
            "dev.fnk.kubelet.eks",
            "dev.fnk.kubelet.fargate",
            "dev.fnk.kubelet.image",
            "dev.fnk.kubelet.logs",
            "dev.fnk.kubelet.pullsecret",
            "dev.fnk.kubelet.sts",
            "dev.fnk.local.access",
            "dev.fnk.local.account",
            "dev.fnk.local.ecs",
            "dev.fnk.local.ecs.api",
            "dev.fnk.local.ecs.protocol",
            "dev.fnk.local.ecs.runtime..",
            "dev.fnk.local.eks..",
            "dev.fnk.local.network",
            "dev.fnk.local.tagging"),
        only(
            KUBERNETES,
            "dev.fnk.cli.failure",
            "dev.fnk.cli.manifest",
            "dev.fnk.cli.resource.eks",
            "dev.fnk.cli.resource.kubernetes",
            "dev.fnk.kubelet",
            "dev.fnk.kubelet.cert",
            "dev.fnk.kubelet.eks",
            "dev.fnk.kubelet.explain",
            "dev.fnk.kubelet.logs",
            "dev.fnk.kubelet.node",
            "dev.fnk.kubelet.pod",
            "dev.fnk.kubelet.podspec",
            "dev.fnk.kubelet.reference",
            "dev.fnk.kubelet.server",
            "dev.fnk.kubelet.stats",
            "dev.fnk.kubelet.task",
            "dev.fnk.local.controlplane..",
            "dev.fnk.local.eks.."),
        only(
            NETTY,
            "dev.fnk.kubelet.agent",
            "dev.fnk.kubelet.eventloop",
            "dev.fnk.kubelet.server",
            "dev.fnk.kubelet.stream"),
        only(ENGINE_CLIENT, "dev.fnk.local.engine"),
        only("com.google.cloud.tools.jib..", "dev.fnk.cli.image"),
        only("io.opentelemetry..", "dev.fnk.kubelet.tracing"),
        only("org.snakeyaml..", "dev.fnk.cli.manifest"),
        only("org.jline..", "dev.fnk.cli.console"),
        only("org.bouncycastle..", "dev.fnk.kubelet.cert", "dev.fnk.local.controlplane.pki"),
        only(
            "picocli..",
            "dev.fnk.cli.command..",
            "dev.fnk.cli.failure",
            "dev.fnk.cli.invocation",
            "dev.fnk.cli.local"),
        pure("dev.fnk.cli.event"),
        pure("dev.fnk.cli.printer"),
        pure("dev.fnk.cli.resource"),
        pure("dev.fnk.kubelet.config"),
        pure("dev.fnk.kubelet.explain"),
        pure("dev.fnk.kubelet.podspec"),
        pure("dev.fnk.kubelet.task"),
        pure("dev.fnk.local.cidr"),
        pure("dev.fnk.local.ecs.definition"),
        pure("dev.fnk.local.ecs.model.."),
        pure("dev.fnk.local.iam"),
        pure("dev.fnk.local.sigv4"));
  }

  private static ArchRule only(String library, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage("dev.fnk..")
        .and()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  /** Values in, values out: neither the world, nor its clients, nor its clock. */
  private static ArchRule pure(String room) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "do I/O",
                (JavaClass type) ->
                    DOORS.contains(type.getName())
                        || Stream.of("java.net.http.", "java.nio.channels.")
                            .anyMatch(type.getName()::startsWith)))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(AWS, KUBERNETES_CLIENT, NETTY, ENGINE_CLIENT)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(java.time.Instant.class, "now");
  }
}
