/** EC2 as moto has it, with what AWS does and moto leaves out. */
@NullMarked
package dev.fnk.local.ec2;

import org.jspecify.annotations.NullMarked;
