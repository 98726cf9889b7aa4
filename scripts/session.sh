# Sourced by the scripts beside it: where the project is, and a session that cleans up after itself.
# shellcheck shell=bash disable=SC2034 # read by the scripts that source it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$(basename "$0"): $*"
    exit 1
}

# A folder for this run; gone when the script ends.
scratch=

# Process ids that this script started and must stop.
started=()

stop_started() {
    local pid
    for pid in ${started[@]+"${started[@]}"}; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in ${started[@]+"${started[@]}"}; do
        # Ten seconds to end in order, then at once.
        local wait=0
        while kill -0 "$pid" 2>/dev/null && [ $wait -lt 100 ]; do
            sleep 0.1
            wait=$((wait + 1))
        done
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    started=()
}

# What a script adds to be done at its end, before the scratch folder goes.
at_end() { :; }

end_session() {
    local status=$?
    trap - EXIT INT TERM
    at_end || true
    stop_started
    [ -z "$scratch" ] || rm -rf "$scratch"
    exit "$status"
}

begin_session() {
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/stream-scorer.XXXXXX")
    trap end_session EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# A port on loopback that nothing listens on.
free_port() {
    local port
    while :; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}
