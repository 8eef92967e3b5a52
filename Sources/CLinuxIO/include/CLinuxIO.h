// The Linux calls that Swift cannot import: variadic functions and macros, one inline shim each.
#ifndef CLINUXIO_H
#define CLINUXIO_H

#include "CLinuxClock.h"
#include "CLinuxEvents.h"
#include "CLinuxFiles.h"
#include "CLinuxInput.h"
#include "CLinuxTty.h"

#endif
