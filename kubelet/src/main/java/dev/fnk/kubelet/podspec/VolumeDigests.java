package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Volume;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What an agent was told of volumes. Their contents are not kept: of a thousand pods they would be
 * a thousand copies, and secrets.
 *
 * @param byVolume SHA-256 of all that was said of it, by its name
 */
public record VolumeDigests(Map<String, String> byVolume) {
  public VolumeDigests {
    byVolume = Map.copyOf(byVolume);
  }

  /** Of these and no others. */
  public static VolumeDigests of(List<Volume> told) {
    return new VolumeDigests(Map.of()).with(told);
  }

  /** After these were told, too. */
  public VolumeDigests with(List<Volume> told) {
    var digests = new HashMap<>(byVolume);
    told.forEach(volume -> digests.put(volume.name(), digest(volume)));
    return new VolumeDigests(digests);
  }

  boolean has(Volume volume) {
    return digest(volume).equals(byVolume.get(volume.name()));
  }

  private static String digest(Volume volume) {
    MessageDigest sha = sha256();
    add(sha, volume.name().getBytes(StandardCharsets.UTF_8));
    add(sha, volume.scratch() ? 1 : 0);
    add(sha, volume.group().orElse(-1));
    for (Volume.File file : volume.files()) {
      OptionalInt uid = file.uid();
      add(sha, file.path().getBytes(StandardCharsets.UTF_8));
      add(sha, file.data());
      add(sha, file.mode());
      add(sha, uid.isPresent() ? uid.getAsInt() : -1);
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void add(MessageDigest sha, byte[] octets) {
    add(sha, octets.length);
    sha.update(octets);
  }

  private static void add(MessageDigest sha, long number) {
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has it", e);
    }
  }

  /** Without the digests: what is short could be guessed by them. */
  @Override
  public String toString() {
    return "VolumeDigests" + byVolume.keySet();
  }
}
