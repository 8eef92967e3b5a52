// The Linux calls that Swift cannot import: variadic functions and macros, one inline shim each.
#ifndef CLINUXIO_H
#define CLINUXIO_H

#include "CLinuxClocks.h"
#include "CLinuxEvents.h"
#include "CLinuxPty.h"
#include "CLinuxInput.h"

#endif
