# What a machine has that our tests could leave behind or take away. Sourced.

# Caches that are meant to stay: they hold what is slow to get, nothing of a run.
kept_in_home='^((\.m2|go|\.cache/(fnk|go-build|pip)|\.config/go)(/|$)|\.(cache|config)$)'

# machine_state: a line for each thing, sorted. Empty parts are parts that this machine has not.
machine_state() {
  {
    interfaces
    filter_rules iptables
    filter_rules ip6tables
    engine_parts
    awk '{ print "mount " $5 }' /proc/self/mountinfo
    lab_processes
    home_files
    temporary_files
  } | LC_ALL=C sort -u
}

interfaces() {
  local device
  for device in /sys/class/net/*; do
    [ ! -e "$device" ] || printf 'interface %s\n' "${device##*/}"
  done
}

filter_rules() { # program: chains and rules of all tables, without counters
  command -v "$1-save" >/dev/null || return 0
  "$1-save" 2>/dev/null | sed -n -e 's/ \[[0-9:]*\]$//' -e '/^[*]/{s/^.//;h;}' -e "/^[:-]/{G;s/\(.*\)\n\(.*\)/$1 \2 \1/p;}"
}

engine_parts() {
  docker info >/dev/null 2>&1 || return 0
  docker ps -a --no-trunc --format 'container {{.Names}} ({{.Image}})'
  docker network ls --format 'network {{.Name}} ({{.Driver}})'
  docker volume ls --format 'volume {{.Name}}'
  docker image ls -a --no-trunc --format 'image {{.Repository}}:{{.Tag}} {{.ID}}'
}

# Processes of local worlds, and those that carry this run's mark in their environment.
lab_processes() {
  local directory mark="^(fnk\.dev/local=|FNK_TEST_RUN=${FNK_TEST_RUN:-none}$)"
  for directory in /proc/[0-9]*; do
    if tr '\0' '\n' 2>/dev/null <"$directory/environ" | grep -qE "$mark"; then
      printf 'process %s %s\n' "${directory#/proc/}" "$(tr '\0' ' ' 2>/dev/null <"$directory/cmdline" | cut -c1-160)"
    fi
  done 2>/dev/null
}

# Names two levels deep; where settings and credentials are kept, each file with its time of change.
home_files() {
  {
    find "${HOME:?}" -mindepth 1 -maxdepth 2 -printf '%P\n'
    find "$HOME"/{.kube,.aws,.docker,.config/fnk,.local/state/fnk} -type f -printf '%p, changed %t\n' |
      sed "s|^$HOME/||"
  } 2>/dev/null | { grep -vE "$kept_in_home" || true; } | sed 's/^/home /' || true # folders that are not there
}

temporary_files() {
  find "${TMPDIR:-/tmp}" -mindepth 1 -maxdepth 1 \( -name 'fnk*' -o -name 'junit*' \) -printf 'temporary %p\n' 2>/dev/null || true
}

# machine_differences BEFORE AFTER: prints what is more and what is less; fails when anything is.
machine_differences() {
  local more less
  more=$(LC_ALL=C comm -13 "$1" "$2")
  less=$(LC_ALL=C comm -23 "$1" "$2")
  [ -z "$more" ] || sed 's/^/left behind: /' <<<"$more"
  [ -z "$less" ] || sed 's/^/taken away: /' <<<"$less"
  [ -z "$more$less" ]
}
