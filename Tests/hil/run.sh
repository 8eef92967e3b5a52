#!/usr/bin/env bash
# run.sh [SUITE...]: simulated USB devices on a real Linux kernel, in an emulated machine.
#
# Each suite is a boot with the scenarios of scenarios/SUITE. Wants .build/debug/walktest. What is
# downloaded and the logs stay in .build/hil.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../.." && pwd)
cd "$repo"
suites=("$@")
[ ${#suites[@]} -gt 0 ] || suites=(kernel systemd session)
kept=.build/hil

for tool in qemu-system-x86_64 busybox modprobe cpio xz udevadm lsusb setpriv unshare python3 jq; do
  command -v "$tool" >/dev/null || {
    echo "hil: $tool is missing; run scripts/setup, or leave these tests out with HIL=0" >&2
    exit 1
  }
done
[ -x .build/debug/walktest ] || { echo "hil: build walktest first" >&2; exit 1; }

for program in walktestd walktest-clock; do
  case " ${suites[*]} " in *" daemon "*) ;; *) continue ;; esac
  [ -x ".build/debug/$program" ] || { echo "hil: build $program first" >&2; exit 1; }
done

# verdict SCENARIOS LOG: succeeds only when every check named in the scenarios has passed. A guest
# that dies, hangs or skips a scenario leaves lines out, and so fails.
verdict() {
  local name status=0
  while read -r name; do
    if ! grep -qE "^HIL PASS $name( |$)" "$2"; then
      grep -qx "HIL FAIL $name" "$2" && echo "hil: failed: $name" || echo "hil: never ran: $name"
      status=1
    fi
  done < <(sed -n 's/^check \([a-z0-9-]*\) .*/\1/p' "$1"/*.sh)
  grep -q '^HIL DONE' "$2" || { echo "hil: the guest did not come to its end"; status=1; }
  return $status
}

# A verdict that cannot fail is none.
self_check() {
  local work
  work=$(mktemp -d)
  mkdir "$work/s"
  printf 'check one true\ncheck two true\n' > "$work/s/1.sh"
  printf 'HIL PASS one\nHIL PASS two\nHIL DONE\n' > "$work/good"
  grep -v two "$work/good" > "$work/silent"
  sed 's/PASS two/FAIL two/' "$work/good" > "$work/failed"
  grep -v DONE "$work/good" > "$work/cut"
  verdict "$work/s" "$work/good" >/dev/null || return 1
  for planted in silent failed cut; do
    if verdict "$work/s" "$work/$planted" >/dev/null; then return 1; fi
  done
  rm -rf "$work"
}
self_check || { echo "hil: the verdict did not notice a planted fault" >&2; exit 1; }

"$here/fetch-kernel.sh" "$kept/kernel"
"$here/make-initrd.sh" "$kept/kernel" "$kept/initrd"
# run_suite SUITE: boots the suite's guest and judges its log.
run_suite() {
  local log=$kept/$1.log init=$here/guest/$1.sh
  SECONDS=0
  # A suite that has an init of its own gets it.
  [ -f "$init" ] || init=$here/guest/kernel.sh
  # The long ones: a daemon that hangs is waited for, and it starts three times.
  case $1 in unit | daemon) export HIL_BOOT_SECONDS=${HIL_BOOT_SECONDS:-900} ;; esac
  "$here/boot.sh" "$kept/kernel" "$kept/initrd" "$init" "hil_suite=$1" 2>&1 |
    tee "$log" | grep -E --line-buffered '^(HIL|  \|)' || true
  local status=0
  verdict "$here/scenarios/$1" "$log" || status=1
  echo "hil: suite $1 took $SECONDS s, log in $log"
  return $status
}

status=0
for suite in "${suites[@]}"; do
  # An emulated processor on a machine that is busy with something else can be too slow for the
  # devices' own time-outs: once more, and it is said.
  run_suite "$suite" || {
    echo "hil: suite $suite failed once and is run again"
    run_suite "$suite" || status=1
  }
done
exit $status
