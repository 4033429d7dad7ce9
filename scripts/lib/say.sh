# How a script speaks, and where fnk keeps what is slow to get. Sourced by scripts that set `task` to their own name.

say() { printf '%s: %s\n' "$task" "$*" >&2; }

die() { # exit-code message
  local code=$1
  shift
  say "$*"
  exit "$code"
}

fnk_cache() { printf '%s\n' "${FNK_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/fnk}"; }
