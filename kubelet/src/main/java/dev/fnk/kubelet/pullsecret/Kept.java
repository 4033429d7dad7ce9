package dev.fnk.kubelet.pullsecret;

/** What came of keeping a login in Secrets Manager. */
public sealed interface Kept {
  /**
   * It is there.
   *
   * @param secret the secret's name, as a task definition takes it
   */
  record There(String secret) implements Kept {}

  /**
   * Not now; to be tried again.
   *
   * @param message why, without the login
   */
  record NotNow(String message) implements Kept {}
}
