/** The lab's network: VPC, subnets, routes, security groups. Talks to EC2. */
@NullMarked
package dev.fnk.cli.resource.ec2;

import org.jspecify.annotations.NullMarked;
