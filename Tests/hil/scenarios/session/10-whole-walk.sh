# A whole session by our host on the real kernel, as a user of group walktest: the foot presses, the
# subject walks, the stick is pulled out and plugged in again, and a verified record is left.
start_bench --patient 12
house=/run/walktest
install -d -o walktest -g walktest "$house"
host() { as walktest env HOME="$house" "$walktest" "$@"; }

devices_are_there() {
  [ -e /dev/walktest/antusb2 ] && [ -e /dev/walktest/treadmill ] && [ -e /dev/walktest/button ]
}
# What a technician does once: the bindings, the network key (eight zeros: the public network that
# the simulated pod is on), the store.
site_is_set_up() {
  install -d /etc/walktest
  printf '0000000000000000\n' > /etc/walktest/ant-network-key
  chown root:walktest /etc/walktest/ant-network-key
  chmod 640 /etc/walktest/ant-network-key
  "$walktest" devices bind stick --driver ant-sdm --usb 0fcf:1008
  "$walktest" devices bind button --driver button --usb 0c45:7403
  "$walktest" devices bind treadmill --driver trackmaster --variant trackmaster-tmx --serial TM0001
  chmod 755 /etc/walktest
  chmod 644 /etc/walktest/devices.toml
  host keys init --store "$house/store" --study HIL --site 001 --device hil01
}
host_reads() {
  host devices list --seconds 20 > /run/hil/list
  cat /run/hil/list > /dev/console
  cat /run/hil/list
  grep -Eq '^stick +streaming' /run/hil/list && grep -Eq '^treadmill +streaming' /run/hil/list
}
# The shipped treadmill walk with two questions and two minutes at most.
short_walk() {
  python3 - "$repo/protocols/deen-1.2mph-15min.json" > "$house/walk.json" <<'PYTHON'
import json, sys
walk = json.load(open(sys.argv[1]))
# An emulated processor is slow: ten rows a second are enough here.
walk.update(id="hil-short", cap="2 min", sample_rate="10 Hz")
walk["questions_before"] = [{"id": "practice-walk", "required": True}]
walk["questions_after"] = [{"id": "pain-leg-nrs-after", "required": True}]
for channel in walk["channels"]:
    # A stride count wants two messages of the pod: without it the walk may not be armed.
    channel["required"] = channel["channel"] == "strides"
json.dump(walk, sys.stdout)
PYTHON
  echo '{"practice-walk": true, "pain-leg-nrs-after": 7}' > "$house/answers.json"
}
begin_walk() {
  short_walk
  mkfifo "$house/typed"
  host run --foreground --subject S-001 --visit baseline --operator nurse-1 --protocol "$house/walk.json" \
    --answers "$house/answers.json" --store "$house/store" --close \
    < "$house/typed" > "$house/run.log" 2>&1 &
  run=$!
  exec 7> "$house/typed"
}
said() { grep -qiE "$1" "$house/run.log" || { tail -n 20 "$house/run.log"; return 1; }; }
ends_well() {
  local status=0
  wait_for 90 eval "! kill -0 $run" || status=1
  sed 's/^/run: /' "$house/run.log" > /dev/console
  tail -n 40 "$house/run.log"
  return $status
}

# Rows in which the belt tells 1.2 mph, which is 536 mm/s in steps of 0.1 mph.
belt_is_read() {
  local rows
  rows=$(awk -F, '$3 >= 490 && $3 <= 582' "$house"/store/packages/*/samples.csv | wc -l)
  echo "$rows rows at the belt's speed"
  [ "$rows" -ge 100 ]
}

check all-devices-are-there wait_for 60 devices_are_there
check site-is-set-up site_is_set_up
check host-reads-its-devices host_reads
begin_walk
check walk-is-armed wait_for 90 said armed
check pod-is-heard-before-start wait_for 90 said 'stick: streaming'
check belt-is-heard-before-start wait_for 90 said 'treadmill: streaming'
check foot-presses-start bench press
check subject-walks bench walk
check walk-is-started wait_for 30 said 'walking|started'
sleep 8
check foot-presses-first-symptoms bench press
check stick-is-pulled-out-in-mid-walk bench unplug stick
sleep 4
check stick-is-plugged-in-mid-walk bench plug stick
check strides-come-back-after-replug wait_for 60 said 'strides: back'
check foot-presses-severe-symptoms bench press
check walk-ends ends_well
exec 7>&-
check foot-ends-the-walk said 'END by button, SEVERE_SYMPTOMS'
check belt-is-read belt_is_read
check strides-survive-the-replug said '^Strides +[0-9]'
check gap-is-told said '^Gaps +[1-9]'
check record-is-verified host verify --all --store "$house/store"
check session-bench-leaves bench quit
end_bench
