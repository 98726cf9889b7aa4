#ifndef SIMDJSON_READER_H
#define SIMDJSON_READER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A reader of events by simdjson's on-demand interface.
typedef struct simdjson_reader simdjson_reader;

/// Categories are given as `column`, `text`, `code`, all of them after the columns' names.
simdjson_reader *simdjson_reader_new(const char *const *names, const uint8_t *is_category,
                                     size_t columns);
void simdjson_reader_add(simdjson_reader *reader, size_t column, const char *text, double code);

/// Reads one event; `capacity` counts the readable bytes, at least 64 more than `size`.
/// Returns 1 for success.
int simdjson_reader_decode(simdjson_reader *reader, const char *bytes, size_t size,
                           size_t capacity, double *row);

/// The kernel that simdjson chose for this processor.
const char *simdjson_reader_kernel(void);

#ifdef __cplusplus
}
#endif
#endif
