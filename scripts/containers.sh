# A Docker engine and the images that the container tests ask for. Sourced after lib.sh, never run.
#   need_engine      one that answers, else one of our own for this run; fails where neither may be
#   need_images      pulled, else stand-ins made of this machine's programs
#   leave_no_trace   removes this run's containers, and the engine if it is ours

export HOLDFAST_RUN=${HOLDFAST_RUN:-run-$$-$(date +%s)}
engine_dir=
no_engine="no Docker engine answers and none can be started here (Linux, root and docker.io would do)"

engine_answers() { command -v docker >/dev/null 2>&1 && timeout 10 docker version >/dev/null 2>&1; }

# Ours needs neither a bridge nor a firewall, for containers use this machine's network.
need_engine() {
  engine_answers && return 0
  [ "$(id -u)" = 0 ] && [ "$(uname -s)" = Linux ] || return 1
  if ! command -v dockerd >/dev/null 2>&1; then
    command -v apt-get >/dev/null 2>&1 && install_package docker.io docker || return 1
  fi
  say "starting a Docker engine for this run"
  engine_dir=$(mktemp -d /var/tmp/engine.XXXXXX)
  export DOCKER_HOST=unix://$engine_dir/docker.sock
  setsid dockerd --host "$DOCKER_HOST" --data-root "$engine_dir/data" --exec-root "$engine_dir/exec" \
    --pidfile "$engine_dir/pid" --bridge=none --iptables=false --ip6tables=false \
    >"$engine_dir/log" 2>&1 </dev/null &
  local started=$!
  for _ in $(seq 60); do
    engine_answers && return 0
    kill -0 "$started" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 20 "$engine_dir/log" >&2
  leave_no_trace
  return 1
}

# image NAME PROGRAM...: there, or pulled where somebody publishes it, or made.
need_image() {
  local image=$1
  docker image inspect "$image" >/dev/null 2>&1 && return 0
  case "$image" in
    holdfast/*) ;;
    *) timeout 180 docker pull --quiet "$image" >/dev/null 2>&1 && return 0 ;;
  esac
  stand_in "$@"
}

# The programs, the libraries they are linked with, and a shell: enough for a server, and of the distribution's making.
stand_in() {
  local image=$1 root program
  shift
  root=$(mktemp -d)
  for program in "$@" sh; do
    program=$(command -v "$program")
    { echo "$program"; ldd "$program" | grep -o '/[^ ]*'; } | sort -u | xargs -I{} cp -L --parents {} "$root"
  done
  mkdir -p "$root/tmp" "$root/etc"
  [ -d /usr/lib/"$(uname -m)"-linux-gnu/sasl2 ] && cp -L --parents -r /usr/lib/"$(uname -m)"-linux-gnu/sasl2 "$root"
  printf 'root:x:0:0::/:/bin/sh\n' >"$root/etc/passwd"
  tar -C "$root" -c . | docker import --change 'LABEL dev.holdfast.stand-in=true' - "$image" >/dev/null
  rm -rf "$root"
  printf '  %-24s a stand-in, of this machine'\''s %s\n' "$image" "$1"
}

need_images() {
  say "images for the containers"
  need_servers
  need_image redis:7.0 redis-server redis-cli
  need_image memcached:1.6 memcached
  need_image holdfast/twemproxy:0.5 nutcracker
}

# What Testcontainers needs to be told for an engine as plain as ours: no reaper, for leave_no_trace is one.
containers_environment() {
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
}

# Says, and fails, if the tests left a container; it is gone afterwards all the same.
sweep_containers() {
  local left
  left=$(docker ps -aq --filter "label=dev.holdfast.tests=$HOLDFAST_RUN")
  [ -z "$left" ] && return 0
  docker ps -a --filter "label=dev.holdfast.tests=$HOLDFAST_RUN" >&2
  docker rm -f $left >/dev/null
  return 1
}

leave_no_trace() {
  engine_answers && { sweep_containers || true; }
  [ -n "$engine_dir" ] || return 0
  if [ -s "$engine_dir/pid" ]; then
    local pid
    pid=$(cat "$engine_dir/pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
  fi
  # the network of containers that had this machine's stays mounted
  awk -v dir="$engine_dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount || true
  rm -rf "$engine_dir" || say "$engine_dir could not be removed"
  engine_dir=
}
