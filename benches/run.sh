#!/usr/bin/env bash
# Figures of kit and of what it writes: `benches/run.sh [stages] [kit] [compile] [service]`, all
# without an argument. Compare what one run prints: machines differ, and so do their moods.
# Needs hyperfine, wrk, h2load, taskset and python3 (Debian: hyperfine wrk nghttp2-client util-linux python3).
set -euo pipefail
cd "$(dirname "$0")"
readonly here=$PWD root=${PWD%/*}
work=$(mktemp -d)
pids=()
# shellcheck disable=SC2317
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap stop EXIT
export CARGO_TERM_COLOR=never

say() { printf '\n== %s\n' "$*"; }

# fresh DIR METHODS TRANSPORT: a service with so many methods, of which kit has written nothing yet
fresh() {
    mkdir -p "$1"
    (cd "$1" && "$kit" new service big -q)
    python3 - "$1/big/src/service.rs" "$2" <<'PYTHON'
import re, sys
path, count = sys.argv[1], int(sys.argv[2])
method = "    async fn method_{}(&self, id: u64, name: String) -> Result<String, Error>;\n"
text = open(path).read()
methods = "".join(method.format(number) for number in range(count))
open(path, "w").write(re.sub(r"(pub trait BigService[^{]*\{)[^}]*\}", lambda found: found[1] + "\n" + methods + "}", text))
PYTHON
}

# median COMMAND [PREPARE]: in milliseconds
median() {
    local prepare=(); [ -z "${2:-}" ] || prepare=(--prepare "$2")
    hyperfine -N --warmup 1 --runs 10 "${prepare[@]}" --export-json "$work/median.json" "$1" >/dev/null 2>&1
    python3 -c 'import json, sys; print("%.1f" % (json.load(open(sys.argv[1]))["results"][0]["median"] * 1000))' "$work/median.json"
}

ratio() { python3 -c 'import sys; print("%.2f" % (float(sys.argv[1]) / float(sys.argv[2])))' "$1" "$2"; }

# The kit that is measured, or that writes what is: `KIT` names one that is built already
build_kit() {
    kit=${KIT:-}
    [ -z "$kit" ] || return 0
    cargo build --release --quiet --manifest-path "$root/Cargo.toml"
    kit=${CARGO_TARGET_DIR:-$root/target}/release/kit
}

kit() {
    build_kit
    say "kit generate service, medians in ms: nothing generated yet / nothing to change; peak memory of the second"
    for transport in http grpc; do
        for methods in 1 100 1000; do
            local at=$work/$transport$methods
            fresh "$at.fresh" $methods
            local run="$kit -b $at generate service big -t $transport -q"
            local first again
            first=$(median "$run" "bash -c 'rm -rf $at && cp -a $at.fresh $at'")
            again=$(median "$run")
            memory=$(/usr/bin/time -f %M $run 2>&1 | tail -1)
            printf '%-5s %5s methods  %8s / %8s ms  %6s KB\n' $transport $methods "$first" "$again" "$memory"
            [ $methods != 100 ] || { local first100=$first again100=$again; }
            [ $methods != 1000 ] || printf '%-5s 1000 : 100 methods  %5s / %5s\n' $transport \
                "$(ratio "$first" "$first100")" "$(ratio "$again" "$again100")"
        done
    done

    say "100 services of 10 methods: kit generate with nothing to change, kit generate --check"
    local many=$work/many
    for number in $(seq 100); do
        mkdir -p "$many" && (cd "$many" && "$kit" new service "s$number" -q)
        python3 - "$many/s$number/src/service.rs" "$number" <<'PYTHON'
import re, sys
path, number = sys.argv[1:]
methods = "".join(f"    async fn method_{i}(&self, id: u64, name: String) -> Result<String, Error>;\n" for i in range(10))
text = open(path).read()
open(path, "w").write(re.sub(r"(pub trait S\w+Service[^{]*\{)[^}]*\}", lambda found: found[1] + "\n" + methods + "}", text))
PYTHON
    done
    "$kit" -b "$many" generate -q
    printf '%s ms, %s ms\n' "$(median "$kit -b $many generate -q")" "$(median "$kit -b $many generate --check -q")"
}

compile() {
    build_kit
    say "cargo check of a generated service, its dependencies built: seconds, of them CPU, peak memory of rustc"
    export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}
    for transport in http grpc; do
        for methods in 1 100 1000; do
            local at=$work/check
            rm -rf "$at" && fresh "$at" $methods
            "$kit" -b "$at" generate service big -t $transport -q
            cp "$root/generated-example/Cargo.lock" "$at"
            (cd "$at" && cargo check --quiet && touch big/src/lib.rs &&
                /usr/bin/time -f "$transport $methods methods  %e s  %U s  %M KB" cargo check --quiet)
        done
    done
    unset CARGO_TARGET_DIR
}

# serve NAME PORT COMMAND…: on the first core, until the script ends
serve() {
    local name=$1 port=$2; shift 2
    taskset -c 0 "$@" >/dev/null 2>&1 &
    pids+=($!); eval "$name=$!"
    sleep 0.5
    (exec 3<>"/dev/tcp/127.0.0.1/$port") || { echo "$name does not listen" >&2; exit 1; }
    printf '%s: %s KB resident before the first call\n' "$name" "$(awk '/VmRSS/ {print $2}' "/proc/$!/status")"
}

# first_200 NAME PORT COMMAND…: from the start of the process to its first answer
first_200() {
    python3 - "$@" <<'PYTHON'
import socket, statistics, subprocess, sys, time
name, port, command = sys.argv[1], int(sys.argv[2]), ["taskset", "-c", "0", *sys.argv[3:]]
body = b'{"bug": "it crashes"}'
request = b"POST /create HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
times = []
for _ in range(11):
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(request)
                answer = connection.recv(1000)
            break
        except OSError:
            if time.perf_counter() - began > 10:
                sys.exit(f"{name} does not listen")
    times.append(time.perf_counter() - began)
    process.kill()
    process.wait()
    assert answer.startswith(b"HTTP/1.1 200"), answer
print(f"{name}: {statistics.median(times) * 1000:.1f} ms from its start to its first 200")
PYTHON
}

# cpu PID: seconds of CPU that it has used
cpu() { awk -v ticks="$(getconf CLK_TCK)" '{print ($14 + $15) / ticks}' "/proc/$1/stat"; }

# load_http PORT BODY, load_grpc PORT FILE: requests a second, p99 in ms
load_http() {
    taskset -c 1 wrk -t1 -c32 -d4 --latency -s "$work/$2.lua" "http://127.0.0.1:$1/create" >"$work/wrk"
    awk '/99%/ {p99 = $2} /Requests\/sec/ {rate = $2} /Non-2xx/ {print "errors: " $0 > "/dev/stderr"}
        END {if (p99 ~ /us$/) {p99 = p99 / 1000} else if (p99 ~ /ms$/) {p99 += 0} else {p99 *= 1000} print rate, p99}' "$work/wrk"
}
load_grpc() {
    rm -f "$work/h2load.log"
    taskset -c 1 h2load -c8 -m8 -D4 --log-file="$work/h2load.log" -d "$work/$2" -H 'content-type: application/grpc' -H 'te: trailers' \
        "http://127.0.0.1:$1/pb.Notificator/SendEmail" >"$work/h2load"
    awk '/^finished/ {for (i = 1; i <= NF; i++) if ($i == "req/s,") rate = $(i - 1)}
        /status codes/ {if ($3 == 0) print "no call succeeded" > "/dev/stderr"}
        END {printf "%s ", rate}' "$work/h2load"
    awk '{print $3}' "$work/h2load.log" | sort -n | awk '{all[NR] = $1} END {print all[int(NR * 0.99)] / 1000}'
}

# compare TITLE LOAD BODY BARE_NAME BARE_PORT KIT_NAME KIT_PORT: five pairs, one after the other
compare() {
    local title=$1 load=$2 body=$3 bare=${!4} bare_port=$5 kits=${!6} kits_port=$7
    : >"$work/pairs"
    for _ in 1 2 3 4 5; do
        for side in bare kits; do
            local port=${side}_port before after
            before=$(cpu "${!side}")
            read -r rate p99 < <("$load" "${!port}" "$body")
            after=$(cpu "${!side}")
            echo "$side $rate $p99 $before $after" >>"$work/pairs"
        done
    done
    python3 - "$title" "$work/pairs" <<'PYTHON'
import statistics, sys
sides = {"bare": [], "kits": []}
for line in open(sys.argv[2]):
    side, rate, p99, before, after = line.split()
    rate = float(rate)
    sides[side].append((rate, float(p99), (float(after) - float(before)) / (rate * 4) * 1e6))
middle = {side: [statistics.median(column) for column in zip(*rows)] for side, rows in sides.items()}
bare, kits = middle["bare"], middle["kits"]
print(f"{sys.argv[1]}: {kits[0]:.0f} / {bare[0]:.0f} requests/s = {kits[0] / bare[0]:.2f}, "
      f"p99 {kits[1]:.2f} / {bare[1]:.2f} ms = {kits[1] / bare[1]:.2f}, server CPU {kits[2]:.1f} / {bare[2]:.1f} us a request = {kits[2] / bare[2]:.2f}")
PYTHON
}

service() {
    say "generated services, release, log at info to /dev/null, against axum and tonic alone; the server has one core, the load the other"
    # Both with the profile that a new workspace has.
    CARGO_PROFILE_RELEASE_LTO=false cargo build --release --quiet --manifest-path Cargo.toml --bin bare
    local target=${CARGO_TARGET_DIR:-$root/generated-example/target} bare=${CARGO_TARGET_DIR:-$here/target}/release/bare
    (cd "$root/generated-example" && cargo build --release --quiet --workspace)
    for name in bugs notificator users; do
        cp "$target/release/$name" "$work/$name" && strip "$work/$name"
        printf '%s: %s bytes stripped\n' $name "$(stat -c %s "$work/$name")"
    done
    printf 'wrk.method = "POST"\nwrk.body = "{\\"bug\\": \\"it crashes\\"}"\nwrk.headers["content-type"] = "application/json"\n' >"$work/bug.lua"
    sed 's/\\"bug\\": \\"it crashes\\"/\\"email\\": \\"a@b.c\\"/' "$work/bug.lua" >"$work/user.lua"
    printf '\0\0\0\0\012\012\005a@b.c\022\001x' >"$work/email"
    first_200 bare 18107 "$bare" http 127.0.0.1:18107
    first_200 bugs 18108 "$work/bugs" --http-addr 127.0.0.1:18108 --debug-addr 127.0.0.1:0 --discovery static:
    serve bare_http 18101 "$bare" http 127.0.0.1:18101
    # The lines that kit's middleware writes count, those of the service's own body do not: bare has none.
    local log=info,bugs::service=off,users::service=off
    serve kits_http 18102 "$work/bugs" --http-addr 127.0.0.1:18102 --debug-addr 127.0.0.1:0 --discovery static: --log $log
    serve bare_grpc 18103 "$bare" grpc 127.0.0.1:18103
    serve kits_grpc 18104 "$work/notificator" --grpc-addr 127.0.0.1:18104 --debug-addr 127.0.0.1:0 --discovery static:
    serve bare_chain 18105 "$bare" chain 127.0.0.1:18105 127.0.0.1:18103
    serve kits_chain 18106 "$work/users" --http-addr 127.0.0.1:18106 --debug-addr 127.0.0.1:0 --discovery static:notificator=127.0.0.1:18104 --log $log
    compare 'HTTP' load_http bug bare_http 18101 kits_http 18102
    compare 'gRPC' load_grpc email bare_grpc 18103 kits_grpc 18104
    compare 'users → notificator (CPU of users)' load_http user bare_chain 18105 kits_chain 18106
}

stages() {
    say "each stage without the disk"
    cargo bench --quiet --manifest-path "$root/Cargo.toml" --bench stages -- --noplot | grep -E '^[a-z]+/|time:|thrpt:'
}

for part in "${@:-stages kit compile service}"; do for name in $part; do $name; done; done
