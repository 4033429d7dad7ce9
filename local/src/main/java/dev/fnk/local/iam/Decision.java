package dev.fnk.local.iam;

/** What policies say to a request. */
public enum Decision {
  ALLOW,
  /** Nothing allows it. */
  IMPLICIT_DENY,
  /** A statement denies it, whatever others allow. */
  EXPLICIT_DENY;

  /** Of both: a denial wins, then an allowance. */
  Decision or(Decision other) {
    if (this == EXPLICIT_DENY || other == EXPLICIT_DENY) {
      return EXPLICIT_DENY;
    }
    return this == ALLOW || other == ALLOW ? ALLOW : IMPLICIT_DENY;
  }
}
