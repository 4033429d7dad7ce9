package dev.fnk.local.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 range.
 *
 * @param first first address as a number
 * @param prefix length of the prefix, 0 to 32
 */
public record CidrBlock(int first, int prefix) {
  public CidrBlock {
    if (prefix < 0 || prefix > 32) {
      throw new IllegalArgumentException("prefix of a range: " + prefix);
    }
    first = first & mask(prefix);
  }

  /** Reads {@code 10.0.0.0/16}. */
  public static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not an IPv4 range: " + text);
    }
    return of(
        Inet4Address.ofLiteral(text.substring(0, slash)),
        Integer.parseInt(text.substring(slash + 1)));
  }

  static CidrBlock of(Inet4Address address, int prefix) {
    return new CidrBlock(ByteBuffer.wrap(address.getAddress()).getInt(), prefix);
  }

  public boolean overlaps(CidrBlock other) {
    int shorter = mask(Math.min(prefix, other.prefix));
    return (first & shorter) == (other.first & shorter);
  }

  /** The address that many after the first. */
  InetAddress address(int offset) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(first + offset).array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  private static int mask(int prefix) {
    return prefix == 0 ? 0 : -1 << (32 - prefix);
  }
}
