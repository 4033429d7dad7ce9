package dev.fnk.kubelet.pullsecret;

import dev.fnk.kubelet.contract.PullSecretNames;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A user of a registry, and where it was found.
 *
 * @param owner the imagePullSecret
 * @param location which images it is for, as the secret says
 */
public record PullLogin(Owner owner, String location, Login login) {
  /**
   * An imagePullSecret.
   *
   * @param secret its name
   */
  public record Owner(String namespace, String secret) {}

  /**
   * The secret in Secrets Manager that is to hold it: by where it was found and not by what it is,
   * so that a task definition that names it stays the same when the password changes, and nobody
   * who sees the name can try passwords on it.
   */
  String secretName(String lab, String node) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(node, owner.namespace(), owner.secret(), location)) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return PullSecretNames.prefix(lab) + HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Never shows the login. */
  @Override
  public String toString() {
    return "PullLogin[" + owner + ", " + location + "]";
  }
}
