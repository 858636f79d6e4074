#!/usr/bin/env bash
# Every test, with what it needs installed first. Works on a fresh Debian or Ubuntu as root (or with
# sudo); elsewhere it runs what it can. The last line says what ran and what did not.
set -u
cd "$(dirname "$0")/.." || exit 1

# Everything that tests generate is built in one place: its dependencies are compiled once.
export KIT_GENERATED_TARGET="${KIT_GENERATED_TARGET:-$PWD/target/generated}"
export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0
# Nobody debugs what is built here: without what a debugger needs it is built and linked in less time.
export CARGO_PROFILE_DEV_DEBUG=0
ran=() failed=() missing=()

# part NAME COMMAND…
part() {
    local name=$1 start=$SECONDS
    shift
    printf '\n=== %s: %s\n' "$name" "$*"
    if "$@" </dev/null; then ran+=("$name ($((SECONDS - start)) s)"); else failed+=("$name"); fi
}

root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# install PROGRAM PACKAGE: from the system's packages, if the program is not there
install() {
    command -v "$1" >/dev/null || root apt-get install -y -qq "$2" >/dev/null 2>&1 \
        || { root apt-get update -qq && root apt-get install -y -qq "$2" >/dev/null; } \
        || missing+=("$1 (package $2)")
}

in_dir() { (cd "$1" && shift && "$@"); }
generated() { in_dir "$1" env CARGO_TARGET_DIR="$KIT_GENERATED_TARGET" "${@:2}"; }

install curl curl
install strace strace
install chromium chromium
install etcd etcd-server
install etcdctl etcd-client
for program in zsh fish groff; do install "$program" "$program"; done
install script bsdutils
command -v curl >/dev/null && export KIT_REQUIRE_CURL=1
command -v chromium >/dev/null && export KIT_REQUIRE_CHROMIUM=1
command -v etcd >/dev/null && export KIT_REQUIRE_ETCD=1
command -v strace >/dev/null && export KIT_REQUIRE_STRACE=1
for program in bash zsh fish groff script; do
    command -v "$program" >/dev/null && export "KIT_REQUIRE_${program^^}=1"
done
mountable=$(mktemp -d)
if mount -t tmpfs none "$mountable" 2>/dev/null; then
    umount "$mountable"
    export KIT_REQUIRE_MOUNT=1
else
    missing+=("the right to mount a file system")
fi
rmdir "$mountable"
python3 -m venv --help >/dev/null 2>&1 && export KIT_REQUIRE_PYTHON=1 || missing+=("python3 with venv")
if docker info >/dev/null 2>&1; then
    install debootstrap debootstrap
    install docker-compose docker-compose
    export KIT_REQUIRE_DOCKER=1
else
    missing+=("a Docker Engine")
fi

part format cargo fmt --check
part clippy cargo clippy --quiet --all-targets -- -D warnings
part docs env RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
part kit cargo test --no-fail-fast
part example-format generated generated-example cargo fmt --check
part example-clippy generated generated-example cargo clippy --quiet --workspace --all-targets -- -D warnings
part example-docs generated generated-example env RUSTDOCFLAGS="-D warnings" cargo doc --quiet --workspace --no-deps
part example-tests generated generated-example cargo test --quiet --workspace
part otlp generated generated-example cargo clippy --quiet -p platform --features otlp -- -D warnings
part tls generated generated-example cargo clippy --quiet -p platform --features tls -- -D warnings
part auth generated tests/runtime cargo clippy --quiet -p platform --features auth-jwt,auth-basic -- -D warnings
part no-etcd generated generated-example cargo clippy --quiet -p platform --no-default-features -- -D warnings
part runtime-clippy generated tests/runtime cargo clippy --quiet --all-targets -- -D warnings
part runtime generated tests/runtime cargo test --no-fail-fast

printf '\n'
[ ${#failed[@]} = 0 ] || printf 'FAILED: %s\n' "${failed[*]}"
[ ${#missing[@]} = 0 ] || printf 'NOT INSTALLED, and so what needs it did not run: %s\n' "${missing[*]}"
printf 'ran in %s s: %s\n' "$SECONDS" "$(IFS=,; echo "${ran[*]}")"
# What CI has is known: there nothing may be missing.
[ ${#failed[@]} = 0 ] && { [ -z "${CI:-}" ] || [ ${#missing[@]} = 0 ]; }
