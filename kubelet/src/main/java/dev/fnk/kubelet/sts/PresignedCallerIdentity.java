package dev.fnk.kubelet.sts;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A presigned sts:GetCallerIdentity: whoever has it and the header's value can show it.
 *
 * @param credentialsEnd when the credentials that signed it end; empty: not known
 */
public record PresignedCallerIdentity(URI url, Optional<Instant> credentialsEnd) {
  /** Never shows the URL. */
  @Override
  public String toString() {
    return "a presigned GetCallerIdentity of " + url.getHost();
  }
}
