package dev.fnk.local.network;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.cidr.CidrBlock;
import dev.fnk.local.engine.Engine;
import dev.fnk.local.engine.EngineException;
import dev.fnk.local.engine.EngineNetworks;
import dev.fnk.local.gateway.BridgeListeners;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Vpc;

/**
 * One bridge a VPC: its range is the VPC's, its own address the first of the range plus one, which
 * AWS reserves for its router, too.
 */
public final class EngineVpcNetworks implements VpcNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(EngineVpcNetworks.class);

  private record Opened(VpcNetwork network, URI endpoint) {}

  private final LocalAccount account;
  private final Engine engine;
  private final BridgeListeners listeners;
  private final Map<String, Opened> opened = new HashMap<>();

  public EngineVpcNetworks(LocalAccount account, Engine engine, BridgeListeners listeners) {
    this.account = account;
    this.engine = engine;
    this.listeners = listeners;
  }

  @Override
  public VpcNetwork ensure(String region, String vpcId) {
    return open(region, vpcId).network();
  }

  /**
   * The gateway as the VPC's containers reach it.
   *
   * @throws AwsError as {@link #ensure}
   */
  @Override
  public URI endpoint(String region, String vpcId) {
    return open(region, vpcId).endpoint();
  }

  private synchronized Opened open(String region, String vpcId) {
    Opened known = opened.get(vpcId);
    if (known != null) {
      return known;
    }
    String cidr = cidr(region, vpcId);
    CidrBlock range = CidrBlock.around(cidr);
    VpcNetwork network = new VpcNetwork(vpcId, cidr, "fnk-" + vpcId, range.address(1));
    try {
      if (!isThere(network)) {
        refuseOverlap(vpcId, cidr, range);
        engine
            .networks()
            .create(
                new EngineNetworks.BridgeSpec(
                    network.engineNetwork(),
                    bridgeName(vpcId),
                    cidr,
                    network.gatewayAddress().getHostAddress(),
                    false,
                    true));
      }
      Opened fresh = new Opened(network, listeners.listen(network.gatewayAddress()));
      opened.put(vpcId, fresh);
      return fresh;
    } catch (EngineException e) {
      throw refusal(e.message());
    } catch (IOException e) {
      throw refusal(
          "the gateway cannot listen on " + network.gatewayAddress().getHostAddress() + ": " + e);
    }
  }

  private String cidr(String region, String vpcId) {
    try {
      List<Vpc> vpcs =
          account.clients(region).ec2().describeVpcs(request -> request.vpcIds(vpcId)).vpcs();
      if (vpcs.size() == 1) {
        return vpcs.getFirst().cidrBlock();
      }
    } catch (Ec2Exception e) {
      throw refusal(e.awsErrorDetails().errorMessage());
    }
    throw refusal("The vpc ID '" + vpcId + "' does not exist");
  }

  private boolean isThere(VpcNetwork network) {
    Optional<EngineNetworks.Bridge> bridge = engine.networks().find(network.engineNetwork());
    return bridge.isPresent()
        && bridge.get().subnet().equals(network.cidr())
        && bridge.get().world().equals(engine.world());
  }

  /** The engine itself would lay a bridge over a network of this machine and cut it off. */
  private void refuseOverlap(String vpcId, String cidr, CidrBlock range) throws IOException {
    for (EngineNetworks.Bridge other : engine.networks().list()) {
      if (CidrBlock.around(other.subnet()).overlaps(range)) {
        throw overlap(vpcId, cidr, named(other));
      }
    }
    for (NetworkInterface device : interfaces()) {
      for (InterfaceAddress address : device.getInterfaceAddresses()) {
        if (address.getAddress() instanceof Inet4Address ipv4
            && CidrBlock.around(ipv4, address.getNetworkPrefixLength()).overlaps(range)) {
          throw overlap(
              vpcId,
              cidr,
              "this machine's interface " + device.getName() + " (" + ipv4.getHostAddress() + ")");
        }
      }
    }
  }

  private String named(EngineNetworks.Bridge other) {
    String name = "network " + other.name() + " (" + other.subnet() + ") of the engine";
    return other
        .endedBy()
        .filter(_ -> !other.world().equals(engine.world()))
        .map(
            command ->
                name + ", which another local world has made (what ends that: " + command + ")")
        .orElse(name);
  }

  private static List<NetworkInterface> interfaces() throws SocketException {
    return NetworkInterface.networkInterfaces().toList();
  }

  private static AwsError overlap(String vpcId, String cidr, String other) {
    return refusal(
        "The range "
            + cidr
            + " of "
            + vpcId
            + " overlaps with "
            + other
            + ". Make the VPC with another range: in one local world no two may overlap.");
  }

  /** Linux takes at most 15 characters. */
  private static String bridgeName(String vpcId) {
    return "fnk" + vpcId.substring(Math.max(0, vpcId.length() - 12));
  }

  private static AwsError refusal(String message) {
    return new AwsError(400, "InvalidParameterException", message);
  }

  @Override
  public synchronized void remove(String vpcId) {
    Opened known = opened.remove(vpcId);
    if (known != null) {
      listeners.close(known.network().gatewayAddress());
      try {
        engine.networks().remove(known.network().engineNetwork());
      } catch (EngineException e) {
        // A task that is just ending still holds it; the world's end clears it by label.
        LOG.warn("{}", e.message());
      }
    }
  }
}
