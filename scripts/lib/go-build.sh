# Go, and builds of minutes that say how far they are. Sourced by scripts that have `say` and `die`.

# find_go WHAT REMEDY: puts Go on the PATH, or says what needs it.
find_go() {
  command -v go >/dev/null 2>&1 && return 0
  [ -x /usr/local/go/bin/go ] || die 69 "needs Go to build $1 and finds none on PATH; install it from https://go.dev/dl/$2"
  PATH=/usr/local/go/bin:$PATH
}

# go_serves NAME DIRECTORY: asked inside the module, Go either is new enough, or fetches the toolchain it
# needs, or says why not.
go_serves() {
  local reason
  reason=$(cd "$2" && go env GOVERSION 2>&1) ||
    die 69 "this Go cannot build $1, which needs $(sed -n 's/^go //p' "$2/go.mod") or newer: $reason"
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
