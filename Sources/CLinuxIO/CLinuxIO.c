// Most shims are inline functions in the headers; a C target needs one source file.
#include "CLinuxIO.h"
