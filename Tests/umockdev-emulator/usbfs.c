/* The ioctls of usbfs, as libusb 1.0 uses them. See linux/usbdevice_fs.h and devio.c of the kernel. */
#define _GNU_SOURCE
#include "usbfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usbdevice_fs.h>
#include <pty.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

typedef struct {
    UMockdevIoctlData *data, *buffer; /* struct usbdevfs_urb and its buffer, in the host's memory */
    gulong address;                   /* of the urb in the host */
} Urb;

GMutex usbfs_lock;
static HostWrote host_wrote;

void usbfs_init(HostWrote callback) { host_wrote = callback; }

static struct usbdevfs_urb *content(Urb *urb) { return (struct usbdevfs_urb *)urb->data->data; }

static void urb_free(gpointer pointer) {
    Urb *urb = pointer;
    g_object_unref(urb->buffer);
    g_object_unref(urb->data);
    g_free(urb);
}

/* usbfs is writable when a URB can be reaped. A pty is, unless its output is stopped: so libusb sleeps
 * in poll() as it does on a real node. Closing the master is POLLERR and POLLHUP, as unplugging is. */
static void show_landed(Device *device) {
    if (device->pty_slave >= 0)
        tcflow(device->pty_slave, g_queue_is_empty(&device->landed) ? TCOOFF : TCOON);
}

static void land(Device *device, Urb *urb, int status, int count) {
    content(urb)->status = status;
    content(urb)->actual_length = count;
    g_queue_remove(&device->flying, urb);
    g_queue_push_tail(&device->landed, urb);
    show_landed(device);
}

static void answer_control(Device *device, Urb *urb) {
    guint8 *setup = urb->buffer->data, answer[128] = {4, USB_DT_STRING, 0x09, 0x04};
    const char *strings[] = {"", "Emulated", "ANT stick", device->serial};
    gboolean is_string = setup[0] == 0x80 && setup[1] == USB_REQ_GET_DESCRIPTOR &&
                         setup[3] == USB_DT_STRING && setup[2] < G_N_ELEMENTS(strings);
    if (!is_string) {
        land(device, urb, setup[0] & USB_DIR_IN ? -EPIPE : 0, 0);
        return;
    }
    if (setup[2] > 0) {
        const char *text = strings[setup[2]];
        gsize length = MIN(strlen(text), 60);
        answer[0] = (guint8)(2 + 2 * length);
        for (gsize i = 0; i < length; i++) {
            answer[2 + 2 * i] = (guint8)text[i];
            answer[3 + 2 * i] = 0;
        }
    }
    int count = MIN(answer[0], setup[6] | setup[7] << 8);
    memcpy(urb->buffer->data + 8, answer, (gsize)count);
    land(device, urb, 0, count);
}

static void try_out(Device *device, Urb *urb) {
    if (device->halts_out > 0) {
        land(device, urb, -EPIPE, 0);
    } else if (!device->is_deaf) {
        int count = content(urb)->buffer_length;
        host_wrote(device, urb->buffer->data, (gsize)count);
        land(device, urb, 0, count);
    }
}

static void try_in(Device *device, Urb *urb) {
    if (device->halts_in > 0) {
        land(device, urb, -EPIPE, 0);
        return;
    }
    GBytes *bytes = g_queue_pop_head(&device->pending);
    if (!bytes) return;
    gsize count = 0, space = (gsize)content(urb)->buffer_length;
    const guint8 *start = g_bytes_get_data(bytes, &count);
    memcpy(urb->buffer->data, start, MIN(count, space));
    land(device, urb, count > space ? -EOVERFLOW : 0, (int)MIN(count, space));
    g_bytes_unref(bytes);
}

void usbfs_retry(Device *device) {
    for (GList *next, *link = device->flying.head; link; link = next) {
        next = link->next;
        Urb *urb = link->data;
        if (content(urb)->type == USBDEVFS_URB_TYPE_CONTROL) continue;
        if (content(urb)->endpoint & USB_DIR_IN) {
            try_in(device, urb);
        } else {
            try_out(device, urb);
        }
    }
}

void usbfs_deliver(Device *device, GBytes *bytes) {
    g_queue_push_tail(&device->pending, bytes);
    usbfs_retry(device);
}

static int submit(Device *device, UMockdevIoctlData *argument) {
    Urb *urb = g_new0(Urb, 1);
    urb->data = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), NULL);
    urb->address = urb->data->client_addr;
    urb->buffer = umockdev_ioctl_data_resolve(urb->data, G_STRUCT_OFFSET(struct usbdevfs_urb, buffer),
                                              (gsize)content(urb)->buffer_length, NULL);
    device->counters.submitted++;
    g_queue_push_tail(&device->flying, urb);
    if (content(urb)->type == USBDEVFS_URB_TYPE_CONTROL) {
        answer_control(device, urb);
    } else {
        usbfs_retry(device);
    }
    return 0;
}

static int reap(Device *device, UMockdevIoctlData *argument) {
    Urb *urb = g_queue_pop_head(&device->landed);
    show_landed(device);
    if (!urb) {
        device->counters.empty_reaps++;
        return device->is_present ? EAGAIN : ENODEV;
    }
    device->counters.reaped++;
    g_autoptr(GObject) place = NULL;
    UMockdevIoctlData *pointer = umockdev_ioctl_data_resolve(argument, 0, sizeof(gpointer), NULL);
    place = G_OBJECT(pointer);
    umockdev_ioctl_data_set_ptr(pointer, 0, urb->data);
    urb_free(urb);
    return 0;
}

static int discard(Device *device, UMockdevIoctlData *argument) {
    gulong address = *(gulong *)argument->data;
    for (GList *link = device->flying.head; link; link = link->next) {
        Urb *urb = link->data;
        if (urb->address != address) continue;
        device->counters.discarded++;
        land(device, urb, -ENOENT, 0);
        return 0;
    }
    return EINVAL;
}

static int claim(Device *device, UMockdevIoctlClient *client, gboolean detaches) {
    gboolean is_taken = device->claimer && device->claimer != client;
    if (device->is_held || is_taken || (device->has_kernel_driver && !detaches)) return EBUSY;
    device->has_kernel_driver = FALSE;
    device->claimer = client;
    device->counters.claims++;
    return 0;
}

static int release(Device *device, UMockdevIoctlClient *client) {
    if (device->claimer != client) return EINVAL;
    device->claimer = NULL;
    device->counters.releases++;
    return 0;
}

static int driver_request(Device *device, UMockdevIoctlData *argument) {
    g_autoptr(GObject) owner = NULL;
    UMockdevIoctlData *data =
        umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_ioctl), NULL);
    owner = G_OBJECT(data);
    unsigned code = (unsigned)((struct usbdevfs_ioctl *)data->data)->ioctl_code;
    if (code != USBDEVFS_CONNECT && code != USBDEVFS_DISCONNECT) return ENOTTY;
    device->has_kernel_driver = code == USBDEVFS_CONNECT;
    return 0;
}

static int get_driver(Device *device, UMockdevIoctlData *argument) {
    if (!device->has_kernel_driver) return ENODATA;
    g_autoptr(GObject) owner = NULL;
    UMockdevIoctlData *data =
        umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_getdriver), NULL);
    owner = G_OBJECT(data);
    strcpy(((struct usbdevfs_getdriver *)data->data)->driver, "usb_serial_simple");
    return 0;
}

static int capabilities(UMockdevIoctlData *argument) {
    g_autoptr(GObject) owner = NULL;
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof(guint32), NULL);
    owner = G_OBJECT(data);
    *(guint32 *)data->data = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_BULK_CONTINUATION |
                             USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    return 0;
}

static int clear_halt(Device *device, UMockdevIoctlData *argument) {
    g_autoptr(GObject) owner = NULL;
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof(guint32), NULL);
    owner = G_OBJECT(data);
    unsigned *halts = *(guint32 *)data->data & USB_DIR_IN ? &device->halts_in : &device->halts_out;
    if (*halts > 0) (*halts)--;
    device->counters.halts_cleared++;
    return 0;
}

static int reset(Device *device) {
    device->counters.resets++;
    device->halts_in = device->halts_out = 0;
    if (!device->leaves_on_reset) return 0;
    usbfs_unplug(device);
    return ENODEV;
}

static int serve(Device *device, UMockdevIoctlClient *client) {
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    gulong request = umockdev_ioctl_client_get_request(client);
    if (request == USBDEVFS_REAPURBNDELAY || request == USBDEVFS_REAPURB) return reap(device, argument);
    if (!device->is_present) return ENODEV;
    switch (request) {
    case USBDEVFS_SUBMITURB: return submit(device, argument);
    case USBDEVFS_DISCARDURB: return discard(device, argument);
    case USBDEVFS_GET_CAPABILITIES: return capabilities(argument);
    case USBDEVFS_GETDRIVER: return get_driver(device, argument);
    case USBDEVFS_CLAIMINTERFACE: return claim(device, client, FALSE);
    case USBDEVFS_DISCONNECT_CLAIM: return claim(device, client, TRUE);
    case USBDEVFS_RELEASEINTERFACE: return release(device, client);
    case USBDEVFS_IOCTL: return driver_request(device, argument);
    case USBDEVFS_CLEAR_HALT: return clear_halt(device, argument);
    case USBDEVFS_RESET: return reset(device);
    default: return ENOTTY;
    }
}

static gboolean on_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, Device *device) {
    (void)handler;
    g_mutex_lock(&usbfs_lock);
    int error = serve(device, client);
    g_mutex_unlock(&usbfs_lock);
    umockdev_ioctl_client_complete(client, error ? -1 : 0, error);
    return TRUE;
}

static void on_connect(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, Device *device) {
    (void)handler;
    (void)client;
    g_mutex_lock(&usbfs_lock);
    device->counters.opens++;
    g_mutex_unlock(&usbfs_lock);
}

void usbfs_attach(Device *device, UMockdevTestbed *testbed) {
    GError *error = NULL;
    device->handler = umockdev_ioctl_base_new();
    g_signal_connect(device->handler, "handle-ioctl", G_CALLBACK(on_ioctl), device);
    g_signal_connect(device->handler, "client-connected", G_CALLBACK(on_connect), device);
    if (!umockdev_testbed_attach_ioctl(testbed, device->node, device->handler, &error))
        g_error("attach: %s", error->message);
}

void usbfs_open_pty(Device *device, const char *link) {
    char name[64];
    struct termios settings;
    if (openpty(&device->pty_master, &device->pty_slave, name, NULL, NULL) < 0) g_error("openpty");
    fcntl(device->pty_master, F_SETFD, FD_CLOEXEC);
    fcntl(device->pty_slave, F_SETFD, FD_CLOEXEC);
    tcgetattr(device->pty_slave, &settings);
    cfmakeraw(&settings);
    tcsetattr(device->pty_slave, TCSANOW, &settings);
    show_landed(device);
    unlink(link);
    if (symlink(name, link) < 0) g_error("symlink %s", link);
}

void usbfs_unplug(Device *device) {
    device->is_present = FALSE;
    while (device->flying.head) land(device, device->flying.head->data, -ESHUTDOWN, 0);
    g_queue_clear_full(&device->pending, (GDestroyNotify)g_bytes_unref);
    if (device->pty_master < 0) return;
    close(device->pty_master);
    close(device->pty_slave);
    device->pty_master = device->pty_slave = -1;
}
