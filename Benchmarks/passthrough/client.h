// What the measuring programs share: librdkafka clients, clocks, stop signals, records of a file.
#ifndef PASSTHROUGH_CLIENT_H
#define PASSTHROUGH_CLIENT_H

#include <librdkafka/rdkafka.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

/// Raised by SIGTERM and SIGINT once `catch_stop_signals` was called.
extern volatile sig_atomic_t stopping;
void catch_stop_signals(void);

/// Writes a line to standard error and ends the process with exit status 1.
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Monotonic time in nanoseconds.
uint64_t monotonic_ns(void);

/// User and system time of all threads of this process so far, in seconds.
double cpu_seconds(void);

/// A positive whole number up to `highest`, or the end of the process naming `option`.
long whole_number(const char *option, const char *text, long highest);

/// A configuration with the settings common to every client here.
rd_kafka_conf_t *client_conf(const char *brokers);

/// Sets one property; ends the process where librdkafka refuses it.
void set_property(rd_kafka_conf_t *conf, const char *name, const char *value);

/// Sets a property given as NAME=VALUE on the command line.
void set_property_text(rd_kafka_conf_t *conf, const char *assignment);

/// Creates the client; ends the process where librdkafka refuses it. Takes `conf`.
rd_kafka_t *new_client(rd_kafka_type_t type, rd_kafka_conf_t *conf);

/// How many partitions a topic has.
int partition_count(rd_kafka_t *client, const char *topic);

/// Ends the process where `error` is one, naming the operation.
void check(rd_kafka_resp_err_t error, const char *operation);
void check_error(rd_kafka_error_t *error, const char *operation);

/// The records of a file held in memory: its lines, or pieces of one size.
struct records {
    char *bytes;
    size_t count;
    size_t *starts;  // count + 1 of them
    size_t gap;      // bytes between two records: 1 for lines, else 0
};

/// Reads a file; `record_bytes` 0 means lines. Ends the process where it cannot be read or holds none.
struct records read_records(const char *path, size_t record_bytes);

static inline char *record_start(const struct records *records, size_t index) {
    return records->bytes + records->starts[index];
}

static inline size_t record_length(const struct records *records, size_t index) {
    return records->starts[index + 1] - records->starts[index] - records->gap;
}

#endif
