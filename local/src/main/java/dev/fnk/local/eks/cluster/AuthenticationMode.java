package dev.fnk.local.eks.cluster;

import java.util.Arrays;
import java.util.Optional;

/** Where a cluster looks for identities; it can only be changed towards {@link #API}. */
public enum AuthenticationMode {
  CONFIG_MAP,
  API_AND_CONFIG_MAP,
  API;

  public static Optional<AuthenticationMode> of(String name) {
    return Arrays.stream(values()).filter(mode -> mode.name().equals(name)).findFirst();
  }

  public boolean canBecome(AuthenticationMode next) {
    return switch (this) {
      case CONFIG_MAP -> next == API_AND_CONFIG_MAP;
      case API_AND_CONFIG_MAP -> next == API;
      case API -> false;
    };
  }

  public boolean usesEntries() {
    return this != CONFIG_MAP;
  }

  public boolean usesConfigMap() {
    return this != API;
  }
}
