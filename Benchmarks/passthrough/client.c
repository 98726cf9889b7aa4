#include "client.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

volatile sig_atomic_t stopping = 0;

static void stop(int signal_number) {
    (void)signal_number;
    stopping = 1;
}

void catch_stop_signals(void) {
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

uint64_t monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

long whole_number(const char *option, const char *text, long highest) {
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < 1 || value > highest)
        fail("%s: '%s' is not a whole number from 1 to %ld", option, text, highest);
    return value;
}

void set_property(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char problem[512];
    if (rd_kafka_conf_set(conf, name, value, problem, sizeof problem) != RD_KAFKA_CONF_OK)
        fail("%s=%s: %s", name, value, problem);
}

void set_property_text(rd_kafka_conf_t *conf, const char *assignment) {
    const char *equals = strchr(assignment, '=');
    char name[256];
    if (equals == NULL || (size_t)(equals - assignment) >= sizeof name)
        fail("-X: '%s' is not NAME=VALUE", assignment);
    memcpy(name, assignment, (size_t)(equals - assignment));
    name[equals - assignment] = '\0';
    set_property(conf, name, equals + 1);
}

rd_kafka_conf_t *client_conf(const char *brokers) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set_property(conf, "bootstrap.servers", brokers);
    set_property(conf, "log.connection.close", "false");
    return conf;
}

rd_kafka_t *new_client(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
    char problem[512];
    rd_kafka_t *client = rd_kafka_new(type, conf, problem, sizeof problem);
    if (client == NULL) fail("rd_kafka_new: %s", problem);
    return client;
}

void check(rd_kafka_resp_err_t error, const char *operation) {
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) fail("%s: %s", operation, rd_kafka_err2str(error));
}

void check_error(rd_kafka_error_t *error, const char *operation) {
    if (error != NULL) fail("%s: %s", operation, rd_kafka_error_string(error));
}

int partition_count(rd_kafka_t *client, const char *topic) {
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic, NULL);
    const struct rd_kafka_metadata *metadata = NULL;
    // A topic made on first use has no leader in the first answer.
    for (int attempt = 0; attempt < 50; attempt++) {
        check(rd_kafka_metadata(client, 0, handle, &metadata, 10000), "rd_kafka_metadata");
        int count = metadata->topic_cnt == 1 && metadata->topics[0].err == 0
                        ? metadata->topics[0].partition_cnt
                        : 0;
        rd_kafka_metadata_destroy(metadata);
        if (count > 0) {
            rd_kafka_topic_destroy(handle);
            return count;
        }
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
    fail("topic '%s' is not there", topic);
}

struct records read_records(const char *path, size_t record_bytes) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail("%s: %s", path, strerror(errno));
    if (fseek(file, 0, SEEK_END) != 0) fail("%s: %s", path, strerror(errno));
    long size = ftell(file);
    rewind(file);
    if (size <= 0) fail("%s is empty", path);
    struct records records = {.gap = record_bytes == 0 ? 1 : 0};
    records.bytes = malloc((size_t)size);
    records.starts = malloc(((size_t)size + 1) * sizeof *records.starts);
    if (records.bytes == NULL || records.starts == NULL) fail("%s: no memory for it", path);
    if (fread(records.bytes, 1, (size_t)size, file) != (size_t)size) fail("%s: cannot be read", path);
    fclose(file);
    for (size_t at = 0; at < (size_t)size;) {
        size_t next;
        if (record_bytes > 0) {
            next = at + record_bytes;
        } else {
            char *line_feed = memchr(records.bytes + at, '\n', (size_t)size - at);
            next = line_feed == NULL ? (size_t)size + 1 : (size_t)(line_feed - records.bytes) + 1;
        }
        if (next > (size_t)size) break;  // a last piece that is cut off is no record
        records.starts[records.count++] = at;
        at = next;
        records.starts[records.count] = at;
    }
    if (records.count == 0) fail("%s holds no whole record", path);
    return records;
}
