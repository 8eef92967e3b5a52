# Scenarios are bash files of `check NAME COMMAND...`; the runner outside reads the names in them and
# wants a line `HIL PASS NAME` for each. What a command prints is shown when it fails.
walktest=$repo/.build/debug/walktest
passed=0 failed=0

check() {
  local name=$1 log=/run/hil/check.log began=${EPOCHREALTIME/./} took
  shift
  if (set -e; "$@") > "$log" 2>&1 < /dev/null; then
    passed=$((passed + 1))
    took=$((${EPOCHREALTIME/./} - began))
    echo "HIL PASS $name ($((took / 1000)) ms)"
  else
    failed=$((failed + 1))
    echo "HIL FAIL $name"
    sed 's/^/  | /' "$log" | tail -n 30
  fi
}

# wait_for SECONDS COMMAND...: until the command succeeds; its last output is kept for the log.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" > /run/hil/waiting 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "waited in vain: $*"
      cat /run/hil/waiting
      return 1
    fi
    sleep 0.1
  done
}

# refused COMMAND...: the command must fail, and for want of rights: one that fails for another reason
# proves nothing. The same command must be allowed elsewhere in the scenario.
refused() {
  local said
  if said=$("$@" 2>&1); then
    echo "was not refused: $*"
    return 1
  fi
  echo "$said"
  grep -qE 'Permission denied|Operation not permitted' <<< "$said"
}

as() { setpriv --reuid "$1" --regid "$1" --init-groups "${@:2}"; }

# start_bench OPTION...: the simulated devices; `bench COMMAND` tells them what to do. Not within a
# check: the pipes must stay open for those that follow.
start_bench() {
  mkfifo /run/hil/commands /run/hil/answers
  "$walktest" simulate usb --vhci --control - "$@" \
    < /run/hil/commands > /run/hil/answers 2> /run/hil/bench.log &
  bench_process=$!
  exec 8> /run/hil/commands 9< /run/hil/answers
}

bench() {
  local answer=
  echo "$*" >&8
  read -rt 60 -u 9 answer
  echo "$answer"
  [[ $answer == ok* ]]
}

end_bench() {
  exec 8>&- 9<&-
  wait "$bench_process"
  rm /run/hil/commands /run/hil/answers
}

run_suite() {
  mkdir -p /run/hil
  echo "HIL TIME $(cut -d. -f1 /proc/uptime) s to the first scenario"
  for scenario in "$repo/Tests/hil/scenarios/$1"/*.sh; do
    . "$scenario"
    echo "HIL TIME $(cut -d. -f1 /proc/uptime) s after $(basename "$scenario" .sh)"
  done
  echo "HIL DONE passed $passed failed $failed"
}
