package dev.fnk.local.ecr;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path of the OCI distribution API below {@code /v2/}.
 *
 * @param repository repository name, which may hold slashes
 * @param reference digest, tag or upload id; empty for {@link Kind#UPLOADS} and {@link Kind#TAGS}
 */
record RegistryPath(Kind kind, String repository, String reference) {
  enum Kind {
    MANIFEST,
    BLOB,
    UPLOADS,
    UPLOAD,
    TAGS
  }

  private static final String NAME =
      "(?<name>[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)";
  private static final Pattern MANIFEST =
      Pattern.compile(NAME + "/manifests/(?<ref>[A-Za-z0-9_][A-Za-z0-9._:-]{0,150})");
  private static final Pattern BLOB = Pattern.compile(NAME + "/blobs/(?<ref>sha256:[0-9a-f]{64})");
  private static final Pattern UPLOADS = Pattern.compile(NAME + "/blobs/uploads/?(?<ref>)");
  private static final Pattern UPLOAD =
      Pattern.compile(NAME + "/blobs/uploads/(?<ref>[0-9a-f-]{36})");
  private static final Pattern TAGS = Pattern.compile(NAME + "/tags/list(?<ref>)");

  /** Reads what follows {@code /v2/}; empty when it is no path of the API. */
  static Optional<RegistryPath> parse(String path) {
    return match(Kind.MANIFEST, MANIFEST, path)
        .or(() -> match(Kind.BLOB, BLOB, path))
        .or(() -> match(Kind.UPLOADS, UPLOADS, path))
        .or(() -> match(Kind.UPLOAD, UPLOAD, path))
        .or(() -> match(Kind.TAGS, TAGS, path));
  }

  private static Optional<RegistryPath> match(Kind kind, Pattern pattern, String path) {
    Matcher matcher = pattern.matcher(path);
    return matcher.matches()
        ? Optional.of(new RegistryPath(kind, matcher.group("name"), matcher.group("ref")))
        : Optional.empty();
  }
}
