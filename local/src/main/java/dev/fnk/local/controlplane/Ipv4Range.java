package dev.fnk.local.controlplane;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IPv4 range in CIDR notation.
 *
 * @param network first address, as an unsigned 32-bit number
 * @param prefix length, 0 to 32
 */
public record Ipv4Range(long network, int prefix) {
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})/(\\d{1,2})");
  private static final int BITS = 32;

  public Ipv4Range {
    if (prefix < 0 || prefix > BITS) {
      throw new IllegalArgumentException("prefix " + prefix + " is not within 0 to 32");
    }
  }

  /** Reads {@code a.b.c.d/n}; empty when it is not one, or has bits set behind its prefix. */
  public static Optional<Ipv4Range> parse(String cidr) {
    Matcher matcher = CIDR.matcher(cidr);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > BITS) {
      return Optional.empty();
    }
    try {
      InetAddress address = Inet4Address.ofLiteral(matcher.group(1));
      long number = Integer.toUnsignedLong(ByteBuffer.wrap(address.getAddress()).getInt());
      Ipv4Range range = new Ipv4Range(number, Integer.parseInt(matcher.group(2)));
      return number % range.size() == 0 ? Optional.of(range) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  public boolean overlaps(Ipv4Range other) {
    return network < other.network + other.size() && other.network < network + size();
  }

  /** Whether all of the other range lies in this one. */
  public boolean contains(Ipv4Range other) {
    return network <= other.network && other.network + other.size() <= network + size();
  }

  /** The address at an offset from the first one. */
  public InetAddress at(long offset) {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) (network + offset)).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  @Override
  public String toString() {
    return at(0).getHostAddress() + "/" + prefix;
  }

  private long size() {
    return 1L << (BITS - prefix);
  }
}
