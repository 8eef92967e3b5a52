// libusb 1.0, and what of it Swift cannot import.
#ifndef CLIBUSB_SHIM_H
#define CLIBUSB_SHIM_H

#include <libusb-1.0/libusb.h>

// libusb_set_option is variadic. Keeps libusb from writing to stderr; what goes wrong is returned.
static inline int clibusb_be_quiet(libusb_context *context) {
    return libusb_set_option(context, LIBUSB_OPTION_LOG_LEVEL, LIBUSB_LOG_LEVEL_NONE);
}

#endif
