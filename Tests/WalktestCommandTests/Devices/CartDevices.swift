/// What udev tells of the devices on the emulated cart, without the nodes.
enum CartDevices {
  private static let bus = "/devices/pci0000:00/0000:00:14.0/usb1"

  /// A serial adapter of FTDI at port 1-3.
  static let adapter = """
    P: \(bus)/1-3
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_device
    E: DRIVER=usb
    A: busnum=1\\n
    A: devnum=13\\n
    A: idVendor=0403\\n
    A: idProduct=6001\\n
    A: serial=TM0001\\n
    A: product=Treadmill UART\\n

    P: \(bus)/1-3/1-3:1.0
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_interface
    E: DRIVER=ftdi_sio
    A: bInterfaceNumber=00\\n
    L: driver=../../../../../../bus/usb/drivers/ftdi_sio

    P: \(bus)/1-3/1-3:1.0/ttyUSB0
    E: SUBSYSTEM=usb-serial
    E: DRIVER=ftdi_sio

    P: \(bus)/1-3/1-3:1.0/ttyUSB0/tty/ttyUSB0
    E: SUBSYSTEM=tty
    E: DEVNAME=/dev/ttyUSB0
    E: MAJOR=188
    E: MINOR=0
    E: ID_MM_DEVICE_IGNORE=1
    A: dev=188:0\\n

    """

  /// A foot switch with one pedal at port 1-4.
  static let footSwitch = """
    P: \(bus)/1-4
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_device
    E: DRIVER=usb
    A: busnum=1\\n
    A: devnum=14\\n
    A: idVendor=0c45\\n
    A: idProduct=7403\\n
    A: product=FootSwitch\\n

    P: \(bus)/1-4/1-4:1.0
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_interface
    E: DRIVER=usbhid
    A: bInterfaceNumber=00\\n

    P: \(bus)/1-4/1-4:1.0/input/input5
    E: SUBSYSTEM=input
    E: NAME="RDing FootSwitch"
    A: capabilities/key=1000000000000\\n

    P: \(bus)/1-4/1-4:1.0/input/input5/event5
    E: SUBSYSTEM=input
    E: DEVNAME=/dev/input/event5
    E: MAJOR=13
    E: MINOR=69
    E: ID_INPUT=1
    E: ID_INPUT_KEYBOARD=1
    A: dev=13:69\\n
    L: device=../../input5

    """

  /// The binding of the treadmill's adapter.
  static let treadmillBinding = """
    [treadmill]
    driver = "trackmaster"
    variant = "trackmaster-tmx"
    serial = "TM0001"
    """
}
