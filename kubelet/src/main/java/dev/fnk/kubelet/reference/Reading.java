package dev.fnk.kubelet.reference;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What came of reading what a pod refers to. */
public sealed interface Reading {
  /**
   * All that is mandatory is there; of a pod that runs, all that is there.
   *
   * @param absent what is not there
   * @param again when to read again without being told: a token is due to be renewed, or something
   *     is not watched; empty: never
   */
  record Resolved(ResolvedReferences references, List<Absence> absent, Optional<Instant> again)
      implements Reading {
    public Resolved {
      absent = List.copyOf(absent);
    }
  }

  /**
   * Some of what is mandatory is not there; the reader is told when that changes.
   *
   * @param absent the mandatory and the optional
   */
  record Missing(List<Absence> absent) implements Reading {
    public Missing {
      absent = List.copyOf(absent);
    }

    /** The mandatory, in the kubelet's words, such as {@code secret "a" not found}. */
    public List<String> what() {
      return absent.stream()
          .filter(absence -> !absence.need().optional())
          .map(Absence::words)
          .distinct()
          .toList();
    }
  }

  /**
   * The API server does not answer, or not yet; nobody is told when it does.
   *
   * @param message why, without a secret
   */
  record NotNow(String message) implements Reading {}

  /**
   * Something that is named and is not there.
   *
   * @param words the kubelet's
   */
  record Absence(Need need, String words) {}
}
