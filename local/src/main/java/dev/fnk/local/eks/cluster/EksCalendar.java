package dev.fnk.local.eks.cluster;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Which Kubernetes versions EKS serves, and how: the release calendar of <a
 * href="https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html">the EKS user
 * guide</a>, as it stood in November 2026.
 *
 * <p>AWS's side alone, on purpose: who calls has no calendar and asks for it.
 */
public final class EksCalendar {
  private static final List<Entry> ENTRIES =
      List.of(
          entry("1.36", "2026-06-02", "2027-08-02"),
          entry("1.35", "2026-01-27", "2027-03-27"),
          entry("1.34", "2025-10-02", "2026-12-02"),
          entry("1.33", "2025-05-29", "2026-07-29"),
          entry("1.32", "2025-01-23", "2026-03-23"),
          entry("1.31", "2024-09-26", "2025-11-26"),
          entry("1.30", "2024-05-23", "2025-07-23"));

  private EksCalendar() {}

  /** How EKS supports a version; the names are those of the API's {@code versionStatus}. */
  public enum Support {
    STANDARD_SUPPORT("standard-support"),
    EXTENDED_SUPPORT("extended-support"),
    UNSUPPORTED("unsupported");

    private final String deprecatedStatus;

    Support(String deprecatedStatus) {
      this.deprecatedStatus = deprecatedStatus;
    }

    /** What the deprecated member {@code status} says. */
    public String deprecatedStatus() {
      return deprecatedStatus;
    }
  }

  /**
   * One version; each phase ends at the beginning of its day (UTC).
   *
   * @param minor such as {@code 1.36}
   */
  public record Entry(
      String minor, Instant released, Instant endOfStandard, Instant endOfExtended) {
    public Support at(Instant now) {
      if (now.isBefore(endOfStandard)) {
        return Support.STANDARD_SUPPORT;
      }
      return now.isBefore(endOfExtended) ? Support.EXTENDED_SUPPORT : Support.UNSUPPORTED;
    }
  }

  /** All versions, the newest first. */
  public static List<Entry> entries() {
    return ENTRIES;
  }

  /** The version, if EKS makes clusters of it then. */
  public static Optional<Entry> served(String minor, Instant now) {
    return ENTRIES.stream()
        .filter(entry -> entry.minor().equals(minor))
        .filter(entry -> entry.at(now) != Support.UNSUPPORTED)
        .findFirst();
  }

  /** The number after the dot. */
  public static int minor(String version) {
    return Integer.parseInt(version.substring(version.indexOf('.') + 1));
  }

  private static Entry entry(String minor, String released, String endOfStandard) {
    LocalDate end = LocalDate.parse(endOfStandard);
    return new Entry(minor, day(LocalDate.parse(released)), day(end), day(end.plusYears(1)));
  }

  private static Instant day(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
