# What a machine needs before fnk can build and run the local lab. Sourced by quickstart and test,
# which set `here` to scripts/ and `task` to their own name.

. "$here/lib/jdk.sh"
. "$here/lib/say.sh"

# Runs a step and says how long it took: step NAME command...
step() {
  local name=$1 started=$SECONDS status=0
  shift
  say "$name ..."
  "$@" || status=$?
  say "$name: $([ $status -eq 0 ] && echo done || echo "FAILED ($status)") after $((SECONDS - started)) s"
  return $status
}

control_plane() { printf '%s/control-plane/v1.36.3\n' "$(fnk_cache)"; }

require_linux() {
  [ "$(uname -s)" = Linux ] || die 69 "the local lab needs Linux; fnk against AWS works here, see README.md"
}

engine_answers() { docker info >/dev/null 2>&1; }

first_available() { # package... : the first that the configured repositories have
  local package
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      printf '%s\n' "$package"
      return 0
    fi
  done
  return 1
}

# A program that runs in an image without any library.
is_static() { [ -x "$1" ] && ! ldd "$1" >/dev/null 2>&1; }

# Sets `packages` to what is not here yet. A Java that is too old counts as none.
find_missing() {
  packages=()
  # The container that tests run in: they make its image from this one program.
  [ "$task" != scripts/test ] || is_static /bin/busybox || packages+=(busybox-static)
  # Go's race detector links with C.
  [ "$task" != scripts/test ] || command -v gcc >/dev/null || packages+=(gcc libc6-dev)
  command -v curl >/dev/null || packages+=(curl)
  command -v ip >/dev/null || packages+=(iproute2)
  command -v iptables >/dev/null || [ -x /usr/sbin/iptables ] || packages+=(iptables)
  command -v mvn >/dev/null || packages+=(maven)
  python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3 python3-venv)
  engine_answers || command -v dockerd >/dev/null || [ -x /usr/sbin/dockerd ] || packages+=(docker.io)
  # Newer distributions have the client in a package of its own.
  command -v docker >/dev/null || packages+=(docker-cli)
  find_jdk 25 jlink >/dev/null || packages+=(jdk)
}

# Installs what is missing, having said so; whoever cannot is told the exact command.
install_missing() {
  local jdk index
  find_missing
  if [ "${#packages[@]}" -gt 0 ]; then
    command -v apt-get >/dev/null ||
      die 69 "missing: ${packages[*]} (jdk: a JDK 25 or newer). This is not Debian or Ubuntu: install them by its own package manager, then run this again"
    if [ "$(id -u)" -eq 0 ]; then
      say "to be installed with apt-get: ${packages[*]}"
      step "package lists" apt-get -q update >/dev/null ||
        say "some package lists could not be renewed; going on with those that are here"
    fi
    for index in "${!packages[@]}"; do
      if [ "${packages[index]}" = docker-cli ]; then
        packages[index]=$(first_available docker-cli docker.io) || true
      elif [ "${packages[index]}" = jdk ]; then
        jdk=$(first_available temurin-25-jdk openjdk-25-jdk-headless openjdk-26-jdk-headless) ||
          die 69 "no JDK 25 or newer here, and none in the configured repositories: install one (https://adoptium.net/installation/linux shows how) or set JAVA_HOME, then run this again"
        packages[index]=$jdk
      fi
    done
    [ "$(id -u)" -eq 0 ] ||
      die 69 "run this first, then $task again: sudo apt-get update && sudo apt-get install -y ${packages[*]}"
    step "install ${packages[*]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l \
      apt-get -qq install -y --no-install-recommends "${packages[@]}" >/dev/null ||
      die 69 "apt-get could not install ${packages[*]}"
  fi
  JAVA_HOME=$(find_jdk 25 jlink) || die 69 "no JDK 25 or newer, though it was installed; set JAVA_HOME"
  export JAVA_HOME
  case :$PATH: in *:/usr/sbin:*) ;; *) PATH=$PATH:/usr/sbin:/sbin ;; esac
}

# Makes a container engine answer. Sets engine_pid when this call started it.
engine_pid=
start_engine() {
  local deadline log
  engine_answers && return 0
  if [ -n "${DOCKER_HOST:-}" ]; then
    die 69 "no container engine answers at DOCKER_HOST=$DOCKER_HOST; start it, or unset DOCKER_HOST"
  fi
  [ "$(id -u)" -eq 0 ] ||
    die 69 "no container engine answers: start it with 'sudo systemctl start docker', and let $(id -un) use it with 'sudo usermod -aG docker $(id -un)' and a new login"
  if [ -d /run/systemd/system ]; then
    systemctl start docker || die 69 "systemctl start docker failed; journalctl -u docker says why"
  else
    # Without systemd nobody may have mounted the control groups.
    if [ ! -e /sys/fs/cgroup/cgroup.controllers ] && [ ! -d /sys/fs/cgroup/memory ]; then
      command -v cgroupfs-mount >/dev/null ||
        step "install cgroupfs-mount" apt-get -qq install -y cgroupfs-mount >/dev/null
      cgroupfs-mount
    fi
    # Ports that containers publish stay on loopback: nothing of the lab is for other machines.
    log=$(fnk_cache)/dockerd.log
    mkdir -p "$(dirname "$log")"
    setsid dockerd --ip 127.0.0.1 >"$log" 2>&1 </dev/null &
    engine_pid=$!
  fi
  deadline=$((SECONDS + 60))
  until engine_answers; do
    if [ $SECONDS -ge $deadline ] || { [ -n "$engine_pid" ] && ! kill -0 "$engine_pid" 2>/dev/null; }; then
      [ -z "$engine_pid" ] || tail -n 20 "$log" >&2
      die 69 "the container engine did not start"
    fi
    sleep 0.5
  done
  say "started the container engine${engine_pid:+ (dockerd, process $engine_pid, log $log)}"
}

stop_engine() {
  [ -n "$engine_pid" ] || return 0
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  engine_pid=
}
