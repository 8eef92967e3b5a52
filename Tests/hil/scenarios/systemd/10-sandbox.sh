# What the service's sandbox allows: its group and its DeviceAllow, and neither without the other.
start_bench --devices stick --patient 12
stick_is_there() { [ -e /dev/walktest/antusb2 ]; }
ask="python3 $repo/Tests/hil/guest/ask-stick.py"
# sandboxed PROPERTY...: asks the stick from within a unit with these properties.
sandboxed() {
  local properties=()
  for property in "$@"; do properties+=(-p "$property"); done
  systemd-run -q --wait --pipe -p DynamicUser=yes "${properties[@]}" \
    $ask "$(realpath /dev/walktest/antusb2)"
}

check stick-is-there wait_for 60 stick_is_there
check service-is-wanted-by-the-stick eval \
  'udevadm info --query=property /dev/walktest/antusb2 | grep -q "^SYSTEMD_WANTS=.*walktestd"'
check sandbox-with-group-and-device sandboxed SupplementaryGroups=walktest DevicePolicy=closed \
  'DeviceAllow=char-usb_device rw'
check sandbox-without-device-is-refused refused sandboxed SupplementaryGroups=walktest \
  DevicePolicy=closed
check sandbox-without-group-is-refused refused sandboxed DevicePolicy=closed \
  'DeviceAllow=char-usb_device rw'
check systemd-bench-leaves bench quit
end_bench
