# Shared by the commands at the root: finds or gets what they need. Sourced, never run.

say() { printf '\n== %s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

java_home_bin() { if [ -n "${JAVA_HOME:-}" ]; then printf '%s/bin/' "$JAVA_HOME"; fi; }
java_words() { "$(java_home_bin)java" -version 2>&1 | grep -v '^Picked up' | head -n 1; }

# The sources of the tests that the lines of that file name, such as scripts/container-tests: surefire's patterns.
suites_in() (
  shopt -s globstar nullglob
  grep -v -e '^#' -e '^$' "$1" | while read -r pattern; do printf '%s\n' */src/test/java/$pattern; done | grep 'Test\.java$'
)

# A JDK 17 or newer, or a word on how to get one.
need_java() {
  local bin version
  bin=$(java_home_bin)
  command -v "${bin}javac" >/dev/null 2>&1 || die "A JDK 17 or newer is needed and none was found. Get one:
  Debian, Ubuntu:  sudo apt-get install openjdk-17-jdk
  Fedora:          sudo dnf install java-21-openjdk-devel
  macOS:           brew install openjdk@21
then open a new shell, or set JAVA_HOME."
  version=$("${bin}javac" -version 2>&1 | sed -nE 's/^javac ([0-9]+).*/\1/p')
  [ "$version" -ge 17 ] 2>/dev/null || die "A JDK 17 or newer is needed, this one is $version: set JAVA_HOME to a newer one."
}

# Maven 3.8.5 or newer, or a word on how to get it.
need_maven() {
  command -v mvn >/dev/null 2>&1 || die "Maven 3.8.5 or newer is needed and was not found. Get it:
  Debian, Ubuntu:  sudo apt-get install maven
  Fedora:          sudo dnf install maven
  macOS:           brew install maven"
}

# Installs a package where that needs no question: as root on Debian or Ubuntu, or by Homebrew.
install_package() {
  local debian=$1 brew=$2
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    say "installing $debian"
    { apt-get install -y -qq "$debian" || { apt-get update -qq && apt-get install -y -qq "$debian"; }; } >/dev/null
  elif command -v brew >/dev/null 2>&1; then
    say "installing $brew"
    brew install --quiet "$brew"
  else
    return 1
  fi
}

# The servers that the tests of the modules present start: from PATH, else installed, else a word on how to get them.
need_servers() {
  local module command debian brew
  while read -r module command debian brew; do
    [ -d "$module" ] || continue
    command -v "$command" >/dev/null 2>&1 && continue
    install_package "$debian" "$brew" || die "The tests of $module start $command, which is not on PATH. Get it:
  Debian, Ubuntu:  sudo apt-get install $debian
  macOS:           brew install $brew"
  done <<'ROWS'
cache-redis redis-server redis-server redis
cache-redis redis-cli redis-tools redis
cache-redis openssl openssl openssl
cache-redis nutcracker nutcracker nutcracker
cache-memcached memcached memcached memcached
cache-memcached memccat libmemcached-tools libmemcached
cache-memcached nutcracker nutcracker nutcracker
ROWS
}
