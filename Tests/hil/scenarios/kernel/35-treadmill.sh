# The treadmill's FT232R becomes a serial line that a plain program can use; its timer is set to 1 ms.
latency_is() { [ "$(cat /sys/bus/usb-serial/devices/ttyUSB*/latency_timer)" = "$1" ]; }

check treadmill-is-plugged bench plug treadmill
check treadmill-gets-serial-driver wait_for 60 driver_of 0403 6001 ftdi_sio
check rules-of-the-treadmill wait_for 60 node_is treadmill 660:walktest
check latency-timer-is-one wait_for 60 latency_is 1
check stranger-cannot-open-the-treadmill refused as stranger head -c 1 /dev/walktest/treadmill
check treadmill-tells-its-speed as walktest python3 "$repo/Tests/hil/guest/ask-treadmill.py" \
  /dev/walktest/treadmill
check treadmill-is-unplugged bench unplug treadmill
check treadmill-is-plugged-again bench plug treadmill
check rules-of-the-treadmill-after-replug wait_for 60 node_is treadmill 660:walktest
check latency-timer-is-one-again wait_for 60 latency_is 1
