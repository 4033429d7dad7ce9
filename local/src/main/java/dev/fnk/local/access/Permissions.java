package dev.fnk.local.access;

import dev.fnk.local.aws.AwsRequest;
import java.util.List;

/**
 * The permissions that calls to one service need. A service that has them beside its operations
 * declares each operation once: name, handler, permissions.
 */
public interface Permissions {
  /** What a call needs, none for what everybody may do. */
  List<RequiredPermission> of(AwsRequest request);
}
