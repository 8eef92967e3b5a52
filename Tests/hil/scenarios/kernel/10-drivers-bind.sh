# The kernel takes our simulated devices for real ones: its drivers bind before anybody else can.
start_bench --patient 12 --unplugged
check bench-starts bench status

driver_of() { # VENDOR PRODUCT DRIVER: that driver has interface 0 of the device
  local device
  for device in /sys/bus/usb/devices/*; do
    [ "$(cat "$device/idVendor" 2>/dev/null):$(cat "$device/idProduct" 2>/dev/null)" = "$1:$2" ] ||
      continue
    [ "$(basename "$(readlink "$device":1.0/driver)")" = "$3" ] && return
  done
  return 1
}

check stick-is-plugged bench plug stick
check stick-gets-serial-driver wait_for 60 driver_of 0fcf 1008 usb_serial_simple
check switch-is-plugged bench plug footswitch
check switch-gets-hid-driver wait_for 60 driver_of 0c45 7403 usbhid
check lsusb-reads-the-stick eval 'lsusb -v -d 0fcf:1008 | grep -q "bInterfaceClass.*Vendor Specific"'
check lsusb-reads-the-switch eval 'lsusb -v -d 0c45:7403 | grep -q "wDescriptorLength *63"'
