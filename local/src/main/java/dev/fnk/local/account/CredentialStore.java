package dev.fnk.local.account;

import dev.fnk.local.sigv4.AccessKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that the account has issued and not taken back. */
public final class CredentialStore {
  private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Map<String, AccessKey> keys = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;

  public CredentialStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Also finds keys that have expired, since AWS tells these from unknown ones. */
  public Optional<AccessKey> find(String accessKeyId) {
    return Optional.ofNullable(keys.get(accessKeyId));
  }

  public void put(AccessKey key) {
    // An hour after its end nobody needs to be told that a key has expired.
    keys.values()
        .removeIf(
            old ->
                old.expiration()
                    .filter(end -> end.plusSeconds(3600).isBefore(clock.instant()))
                    .isPresent());
    keys.put(key.accessKeyId(), key);
  }

  public void remove(String accessKeyId) {
    keys.remove(accessKeyId);
  }

  /** A fresh id of a temporary key. */
  String temporaryKeyId() {
    StringBuilder id = new StringBuilder("ASIA");
    random.ints(16, 0, KEY_ALPHABET.length()).forEach(i -> id.append(KEY_ALPHABET.charAt(i)));
    return id.toString();
  }

  /** Fresh random text of that many octets, in Base64. */
  String secret(int octets) {
    byte[] bytes = new byte[octets];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
