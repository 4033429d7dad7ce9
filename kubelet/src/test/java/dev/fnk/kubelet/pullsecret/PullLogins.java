package dev.fnk.kubelet.pullsecret;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import dev.fnk.kubelet.task.Pods;

/** Logins of one service account, and what the names of their secrets begin with. */
final class PullLogins {
  static final Owner OWNER = new Owner("team", "pull");
  static final String PREFIX = "fnk/" + Pods.CONFIG.lab() + "/pull-";

  private PullLogins() {}

  static PullLogin login(String password) {
    return login(OWNER, password);
  }

  static PullLogin login(Owner owner, String password) {
    return new PullLogin(owner, "registry.example", new Login("u", password));
  }
}
