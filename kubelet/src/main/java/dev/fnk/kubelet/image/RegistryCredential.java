package dev.fnk.kubelet.image;

/**
 * A user of a registry, of an imagePullSecret.
 *
 * @param location which images it is for, as the secret says: a host, perhaps with {@code *} in its
 *     labels, a port and a path
 */
public record RegistryCredential(String location, Login login) {
  /** What a registry, or whoever gives tokens for it, is shown. */
  public record Login(String user, String password) {
    /** Of an entry that names a registry and nobody at it. */
    boolean nobody() {
      return user.isEmpty() && password.isEmpty();
    }

    /** Never shows them. */
    @Override
    public String toString() {
      return "Login";
    }
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "RegistryCredential[" + location + "]";
  }
}
