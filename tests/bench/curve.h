// What libzmq with CURVE can do by itself.
#pragma once

#include <stddef.h>

// Frames of that size from one socket to another over loopback, a context and a thread for each. *ret: frames in a
// second. 0 or -errno.
int curve_frames(size_t size, double seconds, double *ret);
