#include <stdbool.h>

/// Stops CLOCK_MONOTONIC for the whole process, or lets it go on.
///
/// A shadow's slices are cut by the clock. Under valgrind everything takes fifty times as long, and
/// they would be a few rows instead of 128: what is counted there is counted with the clock stopped.
void stop_clock(bool stopped);
