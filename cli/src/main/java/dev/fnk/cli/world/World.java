package dev.fnk.cli.world;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The cloud that a command talks to. Only its name tells a person which one; no code decides by it.
 *
 * @param name {@code AWS} or {@code local}, for people
 * @param region AWS region
 * @param endpoint endpoint of every AWS service, when it is not AWS's own
 * @param credentials who signs
 * @param asks whether up and teardown ask before they act
 */
public record World(
    String name,
    String region,
    Optional<URI> endpoint,
    AwsCredentialsProvider credentials,
    boolean asks) {

  /** The same cloud's other region. */
  public World in(String other) {
    return new World(name, other, endpoint, credentials, asks);
  }
}
