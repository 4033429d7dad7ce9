package dev.fnk.local.network;

import dev.fnk.local.aws.AwsError;
import java.net.URI;

/** The bridges of the local account's VPCs. */
public interface VpcNetworks {
  /**
   * The VPC's bridge, made when it is missing; the gateway then listens on its address, too.
   *
   * @throws AwsError when the VPC does not exist or the engine refuses (an overlapping range)
   */
  VpcNetwork ensure(String region, String vpcId);

  /**
   * The gateway as the VPC's containers reach it, such as {@code http://10.0.0.1:4599}.
   *
   * @throws AwsError as {@link #ensure}
   */
  URI endpoint(String region, String vpcId);

  /** Removes the VPC's bridge; nothing happens when there is none. */
  void remove(String vpcId);
}
