package dev.fnk.local.daemon;

import java.net.URI;

/**
 * The running local lab, as the account's owner uses it.
 *
 * @param endpoint the gateway, such as {@code http://127.0.0.1:4599}
 * @param accountId twelve digits
 * @param pid process id of the gateway
 */
public record LocalConnection(
    URI endpoint, String accessKeyId, String secretAccessKey, String accountId, long pid) {
  /** Never shows the secret. */
  @Override
  public String toString() {
    return "LocalConnection[" + endpoint + ", " + accountId + ", pid " + pid + "]";
  }
}
