/* A live USB bus behind umockdev for one program under test.
 *
 *   umockdev-wrapper emulator SOCKET [wait] -- PROGRAM ARGUMENTS...
 *
 * Connects to the AF_UNIX stream socket SOCKET, then starts PROGRAM, with `wait` on the command
 * `start`. It sees the emulated bus and nothing else; ends with its status. Lines come over the socket, and each is answered by one line,
 * `ok ...` or `error ...`:
 *
 *   plug NAME PORT ADDRESS VENDOR:PRODUCT SERIAL ENDPOINTS   as in: plug ant 1-1 2 0fcf:1008 S1 81,01
 *                         with `denied` or `held` behind it, that is so from the start
 *   unplug NAME
 *   in NAME HEX           bytes from the device to the host
 *   halt NAME in|out N    the endpoint stalls until its halt was cleared N times
 *   deny NAME, grant NAME the node's mode becomes 0000, 0666
 *   hold NAME, free NAME  another program claims the interface, releases it
 *   deaf NAME, hear NAME  the device takes no OUT data, takes it again
 *   leave-on-reset NAME   a USB reset makes the device leave; `unplug` it for the hot-plug event
 *   counters NAME
 *   start                 starts PROGRAM, when it waits for that
 *   signal N              sends it a signal
 *   link NODE TARGET      NODE, as in /dev/ttyUSB0, leads to a terminal of the test
 *   input NODE            NODE answers what the kernel's input layer is asked
 *   add FILE              devices for sysfs, in umockdev's format without nodes; the event follows
 *
 * Between them come lines of its own, `out NAME HEX`: bytes from the host to the device. What the
 * device answers is the business of who sits at the other end of the socket.
 */
#define _GNU_SOURCE
#include "usbfs.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <linux/capability.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static UMockdevTestbed *testbed;
static GMainLoop *loop;
static GPtrArray *devices; /* of Device, one for each node ever used */
static int control = -1;
static GPid program;
static char **program_words;
static int result = 70;

static void host_wrote(Device *device, const guint8 *bytes, gsize count) {
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(line, "out %s ", device->name);
    for (gsize i = 0; i < count; i++) g_string_append_printf(line, "%02x", bytes[i]);
    dprintf(control, "%s\n", line->str);
}

static Device *named(const char *name) {
    for (guint i = 0; name && i < devices->len; i++) {
        Device *device = devices->pdata[i];
        if (!g_strcmp0(device->name, name)) return device;
    }
    return NULL;
}

static Device *at_address(int address) {
    for (guint i = 0; i < devices->len; i++) {
        Device *device = devices->pdata[i];
        if (device->address == address) return device;
    }
    Device *device = g_new0(Device, 1);
    device->address = address;
    device->pty_master = device->pty_slave = -1;
    device->node = g_strdup_printf("/dev/bus/usb/001/%03d", address);
    g_ptr_array_add(devices, device);
    usbfs_attach(device, testbed);
    return device;
}

static char *node_path(Device *device) {
    g_autofree char *root = umockdev_testbed_get_root_dir(testbed);
    return g_strconcat(root, device->node, NULL);
}

/* The device, configuration, interface and endpoint descriptors of an ANTUSB2, with other ids and
 * endpoints as asked for. */
static char *descriptors(const char *ids, char **endpoints) {
    unsigned vendor = 0, product = 0, count = g_strv_length(endpoints);
    sscanf(ids, "%x:%x", &vendor, &product);
    GString *hex = g_string_new(NULL);
    g_string_printf(hex, "1201000200000020%02x%02x%02x%02x0001010203010902%02x00010102803209040000%02xff000002",
                    vendor & 0xff, vendor >> 8, product & 0xff, product >> 8, 18 + 7 * count, count);
    for (unsigned i = 0; i < count; i++) g_string_append_printf(hex, "0705%s02400001", endpoints[i]);
    return g_string_free(hex, FALSE);
}

static char *sysfs_entry(Device *device, const char *ids, char **endpoints) {
    g_autofree char *hex = descriptors(ids, endpoints);
    return g_strdup_printf(
        "P: %s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DRIVER=usb\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
        "E: DEVNAME=%s\nE: MAJOR=189\nE: MINOR=%d\nE: ID_SERIAL_SHORT=%s\n"
        "A: dev=189:%d\\n\nA: busnum=1\\n\nA: devnum=%d\\n\nA: bConfigurationValue=1\\n\nA: speed=12\\n\n"
        "A: idVendor=%.4s\\n\nA: idProduct=%.4s\\n\nA: serial=%s\\n\nH: descriptors=%s\n",
        device->syspath, device->address, device->node, device->address - 1, device->serial,
        device->address - 1, device->address, ids, ids + 5, device->serial, hex);
}

static const char *plug(char **word) {
    const char *obstacle = g_strv_length(word) == 8 ? word[7] : "";
    if (g_strv_length(word) - (*obstacle != 0) != 7 || strlen(word[4]) != 9)
        return "error plug takes six words, and an obstacle";
    Device *old = named(word[1]), *device = at_address(atoi(word[3]));
    if (device->is_listed || (old && old->is_listed)) return "error it is plugged in";
    g_mutex_lock(&usbfs_lock);
    if (old) old->name[0] = 0;
    g_free(device->name);
    g_free(device->serial);
    g_free(device->syspath);
    device->name = g_strdup(word[1]);
    device->serial = g_strdup(word[5]);
    device->syspath = g_strconcat("/devices/pci0000:00/0000:00:14.0/usb1/", word[2], NULL);
    device->is_present = device->is_listed = device->has_kernel_driver = TRUE;
    device->is_deaf = device->leaves_on_reset = FALSE;
    device->is_held = !strcmp(obstacle, "held");
    device->halts_in = device->halts_out = 0;
    device->claimer = NULL;
    device->counters = (Counters){0};
    g_autofree char *path = node_path(device), *directory = g_path_get_dirname(path);
    g_mkdir_with_parents(directory, 0755);
    usbfs_open_pty(device, path);
    g_chmod(path, strcmp(obstacle, "denied") ? 0666 : 0);
    g_mutex_unlock(&usbfs_lock);
    /* Without an N: line, which would make the node a file. The event comes when the node is there. */
    g_auto(GStrv) endpoints = g_strsplit(word[6], ",", -1);
    g_autofree char *entry = sysfs_entry(device, word[4], endpoints);
    g_autoptr(GError) error = NULL;
    if (!umockdev_testbed_add_from_string(testbed, entry, &error)) g_error("plug: %s", error->message);
    return "ok";
}

static void remove_from_bus(Device *device) {
    g_autofree char *path = node_path(device), *entry = g_strconcat("/sys", device->syspath, NULL);
    umockdev_testbed_uevent(testbed, entry, "remove");
    umockdev_testbed_remove_device(testbed, entry);
    unlink(path);
}

static const char *unplug(Device *device) {
    g_mutex_lock(&usbfs_lock);
    gboolean was_listed = device->is_listed;
    device->is_listed = FALSE;
    usbfs_unplug(device);
    g_mutex_unlock(&usbfs_lock);
    if (was_listed) remove_from_bus(device);
    return "ok";
}

static gboolean from_hex(const char *hex, GByteArray *bytes) {
    for (; hex[0] && hex[1]; hex += 2) {
        int high = g_ascii_xdigit_value(hex[0]), low = g_ascii_xdigit_value(hex[1]);
        if (high < 0 || low < 0) return FALSE;
        guint8 byte = (guint8)(high << 4 | low);
        g_byte_array_append(bytes, &byte, 1);
    }
    return !hex[0];
}

static const char *deliver(Device *device, const char *hex) {
    GByteArray *bytes = g_byte_array_new();
    gboolean is_hex = hex && from_hex(hex, bytes);
    GBytes *data = g_byte_array_free_to_bytes(bytes);
    if (is_hex && device->is_present) {
        usbfs_deliver(device, data);
        return "ok";
    }
    g_bytes_unref(data);
    return is_hex ? "error it is not plugged in" : "error no bytes";
}

static const char *halt(Device *device, char **word) {
    if (g_strv_length(word) != 4) return "error halt takes three words";
    unsigned count = (unsigned)atoi(word[3]);
    if (!strcmp(word[2], "in")) {
        device->halts_in = count;
    } else {
        device->halts_out = count;
    }
    usbfs_retry(device);
    return "ok";
}

static const char *set_mode(Device *device, int mode) {
    g_autofree char *path = node_path(device);
    return g_chmod(path, mode) == 0 ? "ok" : "error no node";
}

static const char *counters(Device *device) {
    static char line[256];
    Counters *c = &device->counters;
    snprintf(line, sizeof line,
             "ok present=%d flying=%u claimed=%d kernel_driver=%d opens=%u claims=%u releases=%u "
             "submitted=%u reaped=%u empty_reaps=%u discarded=%u halts_cleared=%u resets=%u",
             device->is_present, device->flying.length + device->landed.length, device->claimer != NULL,
             device->has_kernel_driver, c->opens, c->claims, c->releases, c->submitted, c->reaped,
             c->empty_reaps, c->discarded, c->halts_cleared, c->resets);
    return line;
}

/* The commands that change one device, with the lock held. */
static const char *change(Device *device, char **word) {
    const char *verb = word[0];
    if (!strcmp(verb, "in")) return deliver(device, word[2]);
    if (!strcmp(verb, "halt")) return halt(device, word);
    if (!strcmp(verb, "counters")) return counters(device);
    if (!strcmp(verb, "deny")) return set_mode(device, 0);
    if (!strcmp(verb, "grant")) return set_mode(device, 0666);
    if (!strcmp(verb, "leave-on-reset")) return device->leaves_on_reset = TRUE, "ok";
    if (!strcmp(verb, "hold") || !strcmp(verb, "free"))
        return device->is_held = !strcmp(verb, "hold"), "ok";
    if (!strcmp(verb, "deaf") || !strcmp(verb, "hear")) {
        device->is_deaf = !strcmp(verb, "deaf");
        usbfs_retry(device);
        return "ok";
    }
    return "error unknown command";
}

/* Without these two, the root user too is refused by a node's mode. Others cannot drop them, nor need to. */
static void drop_overrides(gpointer nothing) {
    (void)nothing;
    prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0);
}

static void program_ended(GPid pid, int status, gpointer nothing) {
    (void)pid;
    (void)nothing;
    result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    g_main_loop_quit(loop);
}

static const char *start(void) {
    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN;
    g_autoptr(GError) error = NULL;
    if (program) return "error it has started";
    if (!g_spawn_async(NULL, program_words, NULL, flags, drop_overrides, NULL, &program, &error)) {
        fprintf(stderr, "emulator: %s\n", error->message);
        return "error it cannot be started";
    }
    g_child_watch_add(program, program_ended, NULL);
    return "ok";
}

static const char *link_node(const char *node, const char *target) {
    g_autofree char *root = umockdev_testbed_get_root_dir(testbed), *path = g_strconcat(root, node, NULL);
    g_autofree char *directory = g_path_get_dirname(path);
    g_mkdir_with_parents(directory, 0755);
    unlink(path);
    return symlink(target, path) == 0 ? "ok" : "error no link";
}

/* Grabbing the node and choosing its clock succeed; which keys are pressed is not told. */
static gboolean on_input_ioctl(UMockdevIoctlBase *handler, UMockdevIoctlClient *client, gpointer nothing) {
    (void)handler;
    (void)nothing;
    gulong request = umockdev_ioctl_client_get_request(client);
    gboolean is_known = request == EVIOCGRAB || request == EVIOCSCLOCKID;
    umockdev_ioctl_client_complete(client, is_known ? 0 : -1, is_known ? 0 : ENOTTY);
    return TRUE;
}

static const char *answer_input(const char *node) {
    UMockdevIoctlBase *handler = umockdev_ioctl_base_new();
    g_signal_connect(handler, "handle-ioctl", G_CALLBACK(on_input_ioctl), NULL);
    return umockdev_testbed_attach_ioctl(testbed, node, handler, NULL) ? "ok" : "error not attached";
}

static const char *add(const char *file) {
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(file, &text, NULL, &error)) return "error no file";
    if (umockdev_testbed_add_from_string(testbed, text, &error)) return "ok";
    fprintf(stderr, "emulator: %s\n", error->message);
    return "error no description";
}

/* The commands that concern no device of the bus; NULL for others. */
static const char *arrange(char **word) {
    guint count = g_strv_length(word);
    if (count == 1 && !strcmp(word[0], "start")) return start();
    if (count == 2 && !strcmp(word[0], "signal"))
        return program && kill(program, atoi(word[1])) == 0 ? "ok" : "error no program";
    if (count == 3 && !strcmp(word[0], "link")) return link_node(word[1], word[2]);
    if (count == 2 && !strcmp(word[0], "input")) return answer_input(word[1]);
    if (count == 2 && !strcmp(word[0], "add")) return add(word[1]);
    return NULL;
}

static void obey(const char *line) {
    g_auto(GStrv) word = g_strsplit(line, " ", -1);
    Device *device = named(word[0] ? word[1] : NULL);
    const char *answer = arrange(word);
    if (answer) {
        dprintf(control, "%s\n", answer);
        return;
    }
    answer = "error no such device";
    if (!g_strcmp0(word[0], "plug")) {
        answer = plug(word);
    } else if (device && !strcmp(word[0], "unplug")) {
        answer = unplug(device);
    } else if (device) {
        g_mutex_lock(&usbfs_lock);
        answer = change(device, word);
        g_mutex_unlock(&usbfs_lock);
    }
    dprintf(control, "%s\n", answer);
}

static gpointer read_control(gpointer nothing) {
    FILE *lines = fdopen(dup(control), "r");
    char *line = NULL;
    size_t space = 0;
    for (ssize_t length; lines && (length = getline(&line, &space, lines)) > 0;) {
        line[length - 1] = 0;
        obey(line);
    }
    /* Who commanded is gone. */
    if (program) {
        kill(program, SIGKILL);
    } else {
        g_main_loop_quit(loop);
    }
    return nothing;
}

static int connect_to(const char *path) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    g_strlcpy(name.sun_path, path, sizeof name.sun_path);
    int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return end >= 0 && connect(end, (struct sockaddr *)&name, sizeof name) == 0 ? end : -1;
}

int main(int count, char **argument) {
    gboolean waits = count > 3 && !strcmp(argument[2], "wait");
    int dashes = waits ? 3 : 2;
    if (count < dashes + 2 || strcmp(argument[dashes], "--") || (control = connect_to(argument[1])) < 0) {
        fprintf(stderr, "usage: umockdev-wrapper %s SOCKET [wait] -- PROGRAM...\n", argument[0]);
        return 64;
    }
    program_words = argument + dashes + 1;
    signal(SIGPIPE, SIG_IGN);
    usbfs_init(host_wrote);
    devices = g_ptr_array_new();
    testbed = umockdev_testbed_new();
    loop = g_main_loop_new(NULL, FALSE);
    if (!waits && strcmp(start(), "ok")) return result;
    g_thread_unref(g_thread_new("control", read_control, NULL));
    g_main_loop_run(loop);
    g_object_unref(testbed);
    return result;
}
