package dev.fnk.kubelet.pullsecret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.pullsecret.PullLogin.Owner;
import dev.fnk.kubelet.task.Pods;

/** Logins of one service account, and what the names of their secrets begin with. */
final class PullLogins {
  static final Owner OWNER = new Owner("team", "pull");
  static final String PREFIX = "fnk/" + Pods.CONFIG.lab() + "/pull-";

  private PullLogins() {}

  /** Name of the secret that it is put into. */
  static String kept(PullSecrets secrets, PullLogin login) throws InterruptedException {
    Kept kept = secrets.keep(login);
    assertThat(kept).isInstanceOf(Kept.There.class);
    return ((Kept.There) kept).secret();
  }

  static PullLogin login(String password) {
    return login(OWNER, password);
  }

  static PullLogin login(Owner owner, String password) {
    return new PullLogin(owner, "registry.example", new Login("u", password));
  }
}
