# Finding a JDK. Sourced.

# Feature release (25) of the Java home $1, 0 when it tells none.
jdk_feature() {
  local version=
  [ ! -r "$1/release" ] || version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
  [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  printf '%s\n' "${version:-0}"
}

# find_jdk FEATURE PROGRAM: prints the first Java home of at least FEATURE that has bin/PROGRAM.
find_jdk() {
  local home java candidates=("${FNK_JAVA_HOME:-}" "${JAVA_HOME:-}")
  if java=$(command -v java 2>/dev/null); then
    java=$(readlink -f "$java")
    candidates+=("${java%/bin/java}")
  fi
  candidates+=(/usr/lib/jvm/* /opt/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*)
  for home in "${candidates[@]}"; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ] && [ -x "$home/bin/$2" ] && [ "$(jdk_feature "$home")" -ge "$1" ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}
