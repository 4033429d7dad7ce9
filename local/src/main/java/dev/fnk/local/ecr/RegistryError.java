package dev.fnk.local.ecr;

/** An error of the OCI distribution API. */
final class RegistryError extends RuntimeException {
  private final int status;
  private final String code;

  RegistryError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  static RegistryError blobUnknown(String digest) {
    return new RegistryError(404, "BLOB_UNKNOWN", "there is no blob " + digest);
  }

  static RegistryError uploadUnknown(String id) {
    return new RegistryError(404, "BLOB_UPLOAD_UNKNOWN", "there is no upload " + id);
  }

  static RegistryError digestInvalid(String digest) {
    return new RegistryError(400, "DIGEST_INVALID", "not the digest of the content: " + digest);
  }
}
