# The kernel takes our simulated devices for real ones: its drivers bind before anybody else can.
start_bench --patient 12 --unplugged
check bench-starts bench status

driver_of() { # VENDOR PRODUCT DRIVER: that driver has interface 0 of the device
  local interface vendor product
  for interface in "/sys/bus/usb/drivers/$3"/*:1.0; do
    # Without a driver bound there is no such path.
    read -r vendor < "$interface/../idVendor" && read -r product < "$interface/../idProduct" &&
      [ "$vendor:$product" = "$1:$2" ] && return
  done
  return 1
}

check stick-is-plugged bench plug stick
check stick-gets-serial-driver wait_for 60 driver_of 0fcf 1008 usb_serial_simple
check switch-is-plugged bench plug footswitch
check switch-gets-hid-driver wait_for 60 driver_of 0c45 7403 usbhid
check lsusb-reads-the-stick eval 'lsusb -v -d 0fcf:1008 | grep -q "bInterfaceClass.*Vendor Specific"'
check lsusb-reads-the-switch eval 'lsusb -v -d 0c45:7403 | grep -q "wDescriptorLength *63"'
