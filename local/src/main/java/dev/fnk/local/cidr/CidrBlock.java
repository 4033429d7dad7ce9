package dev.fnk.local.cidr;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 range in CIDR notation. The local lab judges by it what is asked of it, as AWS would: on
 * purpose it shares no code with the part of fnk that asks, so that a fault there is not repeated
 * here.
 *
 * @param first first address, as an unsigned 32-bit number
 * @param prefix length of the prefix, 0 to 32
 */
public record CidrBlock(long first, int prefix) {
  private static final Pattern NOTATION =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})/(\\d{1,2})");
  private static final int BITS = 32;

  public CidrBlock {
    if (prefix < 0 || prefix > BITS) {
      throw new IllegalArgumentException("prefix " + prefix + " is not within 0 to 32");
    }
    if (first % size(prefix) != 0) {
      throw new IllegalArgumentException("bits are set behind the prefix of " + first);
    }
  }

  /** Reads {@code a.b.c.d/n}; empty when it is not one, or has bits set behind its prefix. */
  public static Optional<CidrBlock> parse(String cidr) {
    try {
      CidrBlock block = around(cidr);
      return block.first == address(cidr) ? Optional.of(block) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The range around an address: {@code 172.31.5.9/16} lies in {@code 172.31.0.0/16}.
   *
   * @throws IllegalArgumentException when it is not an address with a prefix
   */
  public static CidrBlock around(String addressAndPrefix) {
    return around(address(addressAndPrefix), Integer.parseInt(matched(addressAndPrefix).group(2)));
  }

  /** As {@link #around(String)}. */
  public static CidrBlock around(Inet4Address address, int prefix) {
    return around(number(address), prefix);
  }

  private static CidrBlock around(long address, int prefix) {
    if (prefix < 0 || prefix > BITS) {
      throw new IllegalArgumentException("prefix " + prefix + " is not within 0 to 32");
    }
    return new CidrBlock(address - address % size(prefix), prefix);
  }

  public boolean overlaps(CidrBlock other) {
    return first < other.first + size(other.prefix) && other.first < first + size(prefix);
  }

  /** Whether all of the other range lies in this one. */
  public boolean contains(CidrBlock other) {
    return first <= other.first && other.first + size(other.prefix) <= first + size(prefix);
  }

  /** The address that many after the first. */
  public InetAddress address(long offset) {
    byte[] octets = ByteBuffer.allocate(Integer.BYTES).putInt((int) (first + offset)).array();
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  @Override
  public String toString() {
    return address(0).getHostAddress() + "/" + prefix;
  }

  private static Matcher matched(String text) {
    Matcher matcher = NOTATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not an IPv4 range: " + text);
    }
    return matcher;
  }

  private static long address(String text) {
    return number(Inet4Address.ofLiteral(matched(text).group(1)));
  }

  private static long number(InetAddress address) {
    return Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt());
  }

  private static long size(int prefix) {
    return 1L << (BITS - prefix);
  }
}
