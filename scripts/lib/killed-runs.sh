# What runs of the tests that were killed have left in the container engine. Their local worlds keep their state in
# folders for temporary files, and the engine's parts carry that folder's name. Sourced; needs say.

# clear_killed_runs: removes containers, volumes, networks, images and folders of such worlds, having said so. Leaves
# a world that any process still serves, and everything while another run goes on: its worlds may have no process.
clear_killed_runs() {
  local world
  if another_run; then
    say "another run of the tests goes on: nothing of earlier ones is removed"
    return 0
  fi
  temporary_worlds | while IFS= read -r world; do
    if [ -n "$(processes_with "${world%/fnk/local}")" ]; then
      say "the local lab in $world still runs: FNK_STATE_DIR='$world' ./fnk local stop"
    else
      say "removing what a run that was killed has left: $world"
      remove_world "$world" </dev/null
    fi
  done
}

# Those that have anything in the engine.
temporary_worlds() {
  local format='{{.Label "fnk.dev/local"}}'
  {
    docker ps -a --format "$format"
    docker network ls --format "$format"
    docker volume ls --format "$format"
  } | { grep -E "^${TMPDIR:-/tmp}/(fnk|junit)-[^/]+" || true; } | LC_ALL=C sort -u
}

# processes_with TEXT: ids of those that have it in their environment or command line.
processes_with() {
  # The text comes by a file: in grep's own command line it would be found.
  { grep -lsF -f /dev/fd/3 /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null 3<<<"$1" || true; } |
    cut -d / -f 3 | sort -un
}

# Whether a process carries the mark of another run than this one, whose first process still is.
another_run() {
  local run
  for run in $(cat /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n' | sed -n 's/^FNK_TEST_RUN=\([0-9]*\)$/\1/p' | sort -u); do
    [ "$run" = "${FNK_TEST_RUN:-}" ] || [ ! -d "/proc/$run" ] || return 0
  done
  return 1
}

remove_world() {
  local world=$1 label="label=fnk.dev/local=$1" folder=${TMPDIR:-/tmp}/ reference
  docker ps -aq --filter "$label" | xargs -r docker rm --force --volumes >/dev/null
  docker volume ls -q --filter "$label" | xargs -r docker volume rm >/dev/null
  docker network ls -q --filter "$label" | xargs -r docker network rm >/dev/null
  # Images carry no label. Whichever a container of somebody else uses stays.
  {
    cat "$world/pulled-images" 2>/dev/null || true
    docker image ls --format '{{.Repository}}:{{.Tag}}' fnk.dev/pause
  } | while IFS= read -r reference; do docker image rm "$reference" >/dev/null 2>&1 || true; done
  folder+=$(cut -d / -f 1 <<<"${world#"$folder"}")
  rm -rf -- "$folder"
}
