#!/usr/bin/env bash
# Lets foreign programs be the hosts of our simulated devices, over pseudo-terminals, and hid-tools
# read the descriptors that our parser reads. Each judge also gets a planted fault, which it must
# catch, so that none of them nods at everything.
set -euo pipefail
walktest=$1
here=$(cd "$(dirname "$0")" && pwd)
python=$here/../../../.venv/bin/python
failed=0

for judge in "$here"/judge_*.py; do
  # Python names the exception at the end; what came before it is for whoever mends the judge.
  if ! timeout --kill-after=10 180 "$python" "$judge" "$walktest"; then
    echo "independent: $(basename "$judge") did not agree, or not in time" >&2
    failed=1
  fi
done
exit $failed
