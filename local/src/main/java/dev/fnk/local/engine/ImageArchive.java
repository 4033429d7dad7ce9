package dev.fnk.local.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An image of one layer as "docker save" writes it. Source: Docker Image Specification v1.2. */
final class ImageArchive {
  private ImageArchive() {}

  static byte[] of(String reference, String architecture, byte[] layer) {
    String config =
        """
        {"architecture":"%s","os":"linux","config":{},\
        "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},\
        "history":[{"created_by":"fnk"}]}"""
            .formatted(architecture, sha256(layer));
    String manifest =
        """
        [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]"""
            .formatted(reference);
    return new TarArchive()
        .file("layer.tar", 0644, layer)
        .file("config.json", 0644, config.getBytes(StandardCharsets.UTF_8))
        .file("manifest.json", 0644, manifest.getBytes(StandardCharsets.UTF_8))
        .bytes();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
