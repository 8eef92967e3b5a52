# Without its bench every device is gone, as if the plugs were pulled.
no_device_is_left() { ! grep -qlE '^(0fcf|0c45|0403)$' /sys/bus/usb/devices/*/idVendor; }

check bench-leaves bench quit
end_bench
check kernel-notices wait_for 60 no_device_is_left
