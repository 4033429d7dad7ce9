package dev.fnk.local.ecr;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Blobs and unfinished uploads as files; content is streamed, never held in memory. */
final class BlobStore {
  private static final Pattern UPLOAD = Pattern.compile("[0-9a-f-]{36}");

  private final Path blobs;
  private final Path uploads;

  /**
   * @param directory made when missing
   */
  BlobStore(Path directory) throws IOException {
    this.blobs = Files.createDirectories(directory.resolve("blobs"));
    this.uploads = Files.createDirectories(directory.resolve("uploads"));
  }

  boolean has(Digest digest) {
    return Files.exists(file(digest));
  }

  long size(Digest digest) throws IOException {
    return Files.size(file(digest));
  }

  InputStream open(Digest digest) throws IOException {
    return Files.newInputStream(file(digest));
  }

  void delete(Digest digest) throws IOException {
    Files.deleteIfExists(file(digest));
  }

  /** Begins an upload; its id. */
  String begin() throws IOException {
    String id = UUID.randomUUID().toString();
    Files.createFile(uploads.resolve(id));
    return id;
  }

  /** How much of an upload has come; empty when there is no such upload. */
  Optional<Long> received(String id) throws IOException {
    Path file = uploads.resolve(id);
    return UPLOAD.matcher(id).matches() && Files.exists(file)
        ? Optional.of(Files.size(file))
        : Optional.empty();
  }

  /** Appends to an upload; how much of it has come now. */
  long append(String id, InputStream content) throws IOException {
    Path file = uploads.resolve(id);
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      content.transferTo(out);
    }
    return Files.size(file);
  }

  /** Turns an upload into a blob; false, and the upload is gone, when the digest is another. */
  boolean complete(String id, Digest digest) throws IOException {
    Path file = uploads.resolve(id);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      if (!Digest.of(in).equals(digest)) {
        Files.delete(file);
        return false;
      }
    }
    Files.move(file, file(digest), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  void cancel(String id) throws IOException {
    Files.deleteIfExists(uploads.resolve(id));
  }

  private Path file(Digest digest) {
    return blobs.resolve(digest.hex());
  }
}
