# The daemon itself in its unit as it is shipped: a walk by staff's commands, which goes on after the
# daemon was killed and after it hung, and what its record says of itself.
unit=walktestd.service
state=/var/lib/walktest
for program in walktest walktestd walktest-clock; do
  ln -sf "$repo/.build/debug/$program" "/usr/bin/$program"
done
cp "$repo"/packaging/systemd/walktest* /etc/systemd/system/
mkdir -p /etc/walktest /etc/credstore.encrypted
cp "$repo"/packaging/sysusers.d/walktest.conf /run/hil/accounts
systemd-sysusers /run/hil/accounts
# One who runs walks, one who looks after devices, and one who may connect and has no role.
for person in nurse:975 technician:976 visitor:977; do
  name=${person%:*} number=${person#*:}
  printf '%s:x:%s:%s::/nonexistent:/usr/sbin/nologin\n' "$name" "$number" "$number" >> /etc/passwd
  printf '%s:x:%s:\n' "$name" "$number" >> /etc/group
  gpasswd --add "$name" walktest > /dev/null
done
gpasswd --add nurse walktest-staff > /dev/null
gpasswd --add technician walktest-technician > /dev/null

# Room: the guest's disk is its memory. Gap: an emulated processor takes long to start the daemon.
install_site() {
  printf '[store]\nreserve = 64\n[walk]\nlongest-gap = 120\n' > /etc/walktest/walktest.toml &&
    systemd-tmpfiles --create "$repo/packaging/tmpfiles.d/walktest.conf" &&
    mkdir -p /usr/share/walktest/protocols && write_protocol &&
    as walktest env HOME="$state" walktest keys init --store "$state" --study HIL --site 001 \
      --device hil01 && walktest config check
}
# Ten rows a second are enough for an emulated processor, and nobody walks.
write_protocol() {
  python3 - "$repo/protocols/deen-1.2mph-15min.json" > /usr/share/walktest/protocols/unit.json <<'PYTHON'
import json, sys
walk = json.load(open(sys.argv[1]))
walk.update(id="unit", sample_rate="10 Hz", questions_before=[], questions_after=[])
json.dump(walk, sys.stdout)
PYTHON
}
# Sealed to this machine, and not in the store any more: only systemd can hand it over.
seal_device_key() {
  systemd-creds encrypt --with-key=host --name=walktest.device-key "$state/keys/device.jwk" \
    /etc/credstore.encrypted/walktest.device-key &&
    rm "$state/keys/device.jwk"
}
nurse() { as nurse env HOME=/nonexistent walktest "$@"; }
logged() { journalctl -b -u walktestd -u 'walktest-clock@*' -o cat | tail -n 40 | grep -E "$1"; }
daemon_starts() {
  systemctl daemon-reload
  systemctl start walktestd || { journalctl -b -u walktestd -o cat | tail -n 20; return 1; }
  systemctl is-active walktestd walktest-clock.socket && logged '^ready'
}
in_phase() {
  nurse status --json > /run/hil/status || true
  cat /run/hil/status
  jq -e --arg phase "$1" '.status.phase == $phase and .roles == ["staff"]' /run/hil/status
}
hears_witness() {
  wait_for 60 logged 'the clock witness answers' || {
    journalctl -b -u walktestd -u 'walktest-clock*' -o short-monotonic | tail -n 25
    systemctl status --no-pager -n 5 walktest-clock.socket 'walktest-clock@*'
    return 1
  }
}
# The witness that the daemon is connected to: neither root nor walktest, and nothing it could set a
# clock with.
witness_has_no_rights() {
  local status
  status=/proc/$(pgrep -x walktest-clock | tail -n 1)/status
  grep -E '^(Uid|Cap...|NoNewPrivs|Seccomp):' "$status"
  grep -qE '^CapEff:.0+$' "$status" && grep -qE '^CapBnd:.0+$' "$status" &&
    grep -qE '^NoNewPrivs:.1$' "$status" && grep -qE '^Seccomp:.2$' "$status" &&
    ! grep -qE '^Uid:.(0|970)\b' "$status"
}
# answers CODE PERSON REQUEST: what the daemon says to a person.
answers() {
  local said
  said=$(as "$2" python3 "$repo/Tests/hil/guest/ask-daemon.py" "$3" 2>&1)
  echo "$said"
  grep -q "$1" <<< "$said"
}
prepare='{"request": "prepare", "protocol": "unit", "subject": "S-2", "visit": "week-6", "trial": 1,
  "operator": "x"}'
status='{"request": "status"}'
walk_starts() {
  nurse prepare S-001 baseline --operator nurse-1 --protocol unit &&
    nurse arm --without-sensors hil --patience 5 && nurse start && in_phase walking &&
    cp /run/hil/status /run/hil/status-at-start
}
is_back() { [ "$(systemctl show -P MainPID "$unit")" != "$1" ] && systemctl is-active "$unit"; }
# goes_on MAIN-PID: another process, and the same walk.
goes_on() {
  is_back "$1" && in_phase walking && jq -es '.[0].status.start_us == .[1].status.start_us' \
    /run/hil/status-at-start /run/hil/status
}
survives_kill() {
  local killed
  killed=$(systemctl show -P MainPID "$unit")
  systemctl kill --signal=KILL "$unit"
  wait_for 90 goes_on "$killed"
}
# Stopped, it answers nothing: systemd ends it after WatchdogSec and starts another.
survives_hang() {
  local stopped
  stopped=$(systemctl show -P MainPID "$unit")
  kill -STOP "$stopped"
  wait_for 120 goes_on "$stopped" || { journalctl -b -u "$unit" -o cat | tail -n 20; return 1; }
  journalctl -b -u "$unit" -o cat | grep 'Watchdog timeout (limit 15s)'
}
# Each of three daemons has found its witness, the last one too.
witnessed_again() {
  journalctl -b -u walktestd -o cat | grep -c 'the clock witness answers' | grep -qx 3
}
walk_ends() { nurse stop FATIGUE && in_phase ended && nurse close && in_phase idle; }
verifies() { as walktest env HOME="$state" walktest verify --all --store "$state"; }
# judge EXPRESSION: of the record's events and its walk block.
judge() {
  python3 - "$1" <<'PYTHON'
import glob, json, sys
for path in glob.glob("/var/lib/walktest/packages/*/record.json"):
    record = json.load(open(path))
    if record["kind"] == "close":
        events = [json.loads(line) for line in open(path.replace("record.json", "events.jsonl"))]
        walk = record["walk"]
def of(kind): return [event for event in events if event["type"] == kind]
clocks, loops = of("clock"), of("sample-loop")
gaps = [event["t_us"] - event["last_us"] for event in of("resumed")]
# The daemon has just started when it goes on: nobody has answered yet.
resumed = {event["t_us"] for event in of("resumed")}
told = [clock for clock in clocks if clock["t_us"] not in resumed]
print("gaps in s", [gap / 1e6 for gap in gaps])
print("loops", [(loop["scheduling"], loop["memory"]) for loop in loops])
print("clocks", [(clock["synchronised"], clock["kernel"]) for clock in clocks])
sys.exit(not eval(sys.argv[1]))
PYTHON
}
tell_times() { judge True | sed 's/^/  | /'; systemctl show -P NRestarts "$unit" | sed 's/^/  | restarts /'; }

check daemon-site-is-set-up install_site
check daemon-key-is-sealed seal_device_key
check daemon-becomes-ready daemon_starts
check daemon-answers-staff wait_for 30 in_phase idle
check daemon-answers-a-technician answers '"reply":2' technician "$status"
check daemon-refuses-a-technician-a-walk answers control-role-missing technician "$prepare"
check daemon-refuses-who-has-no-role answers control-no-role visitor "$status"
check daemon-refuses-a-stranger answers 'Permission denied' stranger "$status"
check daemon-hears-the-clock-witness hears_witness
check daemon-witness-has-no-rights witness_has_no_rights
check daemon-walk-starts walk_starts
check daemon-mark-counts nurse mark first
check daemon-walk-goes-on-after-a-kill survives_kill
check daemon-walk-goes-on-after-a-hang survives_hang
check daemon-hears-the-clock-witness-again wait_for 60 witnessed_again
check daemon-walk-ends walk_ends
check daemon-record-verifies verifies
check daemon-record-has-both-gaps judge 'len(gaps) == 2 and all(0 < gap < 120e6 for gap in gaps)'
check daemon-loop-had-its-priority judge \
  'loops and all(loop["scheduling"] == loop["memory"] == "granted" for loop in loops)'
check daemon-clock-is-witnessed judge \
  'len(told) >= 2 and all(clock["synchronised"] == "no" and 0 <= clock["kernel"]["age_us"] <= 30e6
   for clock in told)'
check daemon-mark-is-in-the-record judge \
  'walk["start_us"] and [mark["mark"] for mark in walk["marks"]] == ["first-symptoms"]'
tell_times
check daemon-stops systemctl stop walktestd
