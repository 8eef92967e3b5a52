/* One emulated USB device behind /dev/bus/usb, as usbfs shows it to libusb. */
#ifndef EMULATOR_USBFS_H
#define EMULATOR_USBFS_H

#include <glib.h>
#include <umockdev.h>

/* What the host did, for tests to compare. */
typedef struct {
    unsigned opens, claims, releases, submitted, reaped, empty_reaps, discarded, halts_cleared, resets;
} Counters;

typedef struct {
    char *name, *serial;
    int address;           /* on bus 1; the node is /dev/bus/usb/001/ADDRESS */
    char *node, *syspath;
    UMockdevIoctlBase *handler;
    gboolean is_present;   /* answers */
    gboolean is_listed;    /* is in sysfs */
    gboolean is_held;      /* another program has claimed the interface */
    gboolean is_deaf;      /* takes no OUT data: the transfer stays in flight */
    gboolean leaves_on_reset;
    gboolean has_kernel_driver;
    UMockdevIoctlClient *claimer;
    unsigned halts_in, halts_out; /* that many times the endpoint is found halted and must be cleared */
    int pty_master, pty_slave; /* -1 while unplugged */
    GQueue flying, landed;     /* of Urb */
    GQueue pending;            /* of GBytes: data for the host that no URB has fetched */
    Counters counters;
} Device;

/* Told with the device locked: bytes that the host wrote. */
typedef void (*HostWrote)(Device *device, const guint8 *bytes, gsize count);

extern GMutex usbfs_lock; /* held around every use of a Device */

void usbfs_init(HostWrote host_wrote);
void usbfs_attach(Device *device, UMockdevTestbed *testbed); /* once for each node */
void usbfs_open_pty(Device *device, const char *link);       /* the node becomes a link to a pty */
void usbfs_unplug(Device *device);                           /* what flies lands with ESHUTDOWN */
void usbfs_deliver(Device *device, GBytes *bytes);           /* takes the reference */
void usbfs_retry(Device *device);                            /* after a change of the conditions */

#endif
