package dev.fnk.kubelet.image;

/** Thrown inside the package only: a registry does not give what it was asked for. */
final class RegistryFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** What is to be thought of it. */
  enum Kind {
    NOT_FOUND,
    /** With these credentials, or with none. */
    DENIED,
    /** It answers with what nobody can use. */
    UNUSABLE,
    NOT_NOW
  }

  private final Kind kind;
  private final String words;

  /**
   * @param words without a secret, and without what was answered
   */
  RegistryFailure(Kind kind, String words) {
    super(words, null, false, false);
    this.kind = kind;
    this.words = words;
  }

  Kind kind() {
    return kind;
  }

  String words() {
    return words;
  }
}
