// The Linux calls that Swift cannot import: variadic functions, macros and what stands in headers
// that it does not see, one inline shim each.
#ifndef CLINUXIO_H
#define CLINUXIO_H

#include "CLinuxClocks.h"
#include "CLinuxEvents.h"
#include "CLinuxFiles.h"
#include "CLinuxInput.h"
#include "CLinuxMemory.h"
#include "CLinuxPty.h"
#include "CLinuxSockets.h"
#include "CLinuxTerminal.h"
#include "CLinuxTty.h"

#endif
