package dev.fnk.cli.failure;

import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import dev.fnk.cli.engine.LabException;
import dev.fnk.cli.image.ImageException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Turns what was thrown into the failure that a person is told. */
public final class Failures {
  private Failures() {}

  public static Failure explain(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case ConfigException config ->
          new Failure(
              ExitCode.BAD_CONFIG, String.valueOf(config.getMessage()), config.next(), config);
      case LabException lab -> ofLab(lab);
      case CancellationException cancelled ->
          new Failure(ExitCode.INTERRUPTED, "interrupted", null, cancelled);
      case ImageException image ->
          new Failure(ExitCode.FAILED, String.valueOf(image.getMessage()), null, image);
      case KubernetesClientException kubernetes -> ofKubernetes(kubernetes);
      case UncheckedIOException io -> explain(Objects.requireNonNullElse(io.getCause(), io));
      case AwsServiceException answer -> AwsFailures.explain(answer);
      case SdkClientException client -> AwsFailures.explain(client);
      case InterruptedException interrupted ->
          new Failure(ExitCode.INTERRUPTED, "interrupted", null, interrupted);
      case ConnectException refused ->
          new Failure(
              ExitCode.UNAVAILABLE, "no connection: " + refused.getMessage(), null, refused);
      case FileSystemException file ->
          new Failure(ExitCode.FAILED, "file error: " + file.getMessage(), null, file);
      case IOException io ->
          new Failure(ExitCode.FAILED, String.valueOf(io.getMessage()), null, io);
      default ->
          new Failure(
              ExitCode.INTERNAL,
              "a bug: " + thrown,
              "run it again with --debug and report what it prints",
              thrown);
    };
  }

  /** The lab's own words; the exit code says what kind of trouble is behind it. */
  private static Failure ofLab(LabException lab) {
    ExitCode code =
        switch (lab.getCause()) {
          case ConfigException _ -> ExitCode.BAD_CONFIG;
          case AwsServiceException answer -> AwsFailures.explain(answer).exitCode();
          case SdkClientException client -> AwsFailures.explain(client).exitCode();
          case null, default -> ExitCode.FAILED;
        };
    return new Failure(code, String.valueOf(lab.getMessage()), lab.next().orElse(null), lab);
  }

  private static Failure ofKubernetes(KubernetesClientException kubernetes) {
    boolean unreachable = kubernetes.getCode() <= 0; // fabric8 says 0 or -1
    return new Failure(
        unreachable ? ExitCode.UNAVAILABLE : ExitCode.FAILED,
        "Kubernetes: " + kubernetes.getMessage(),
        null,
        kubernetes);
  }
}
