// Latency: sends records at a steady rate and waits for each to come out of another topic.
//
//   probe --brokers LIST --to TOPIC --from TOPIC --file FILE [--record-bytes N] [--rate N]
//         [--seconds N] [--warm-up SECONDS] [-X NAME=VALUE]...
//
// A record's key is its number and the time it was sent, 8 bytes each; whatever stands between the
// two topics carries the key on. Linger is 0 and Nagle is off on this side. Prints one line of
// JSON: milliseconds at p50, p90, p99, p99.9 and the most, and how many were lost or came twice.
#include "client.h"

#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct stamp {
    uint64_t number, sent_ns;
};

static rd_kafka_t *consumer;
static uint64_t *latency_ns;  // by number; 0: not back yet
static size_t planned;
static atomic_size_t back, twice;
static atomic_bool done;

static void *receive(void *unused) {
    (void)unused;
    while (!atomic_load(&done)) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(consumer, 50);
        if (message == NULL) continue;
        uint64_t now = monotonic_ns();
        struct stamp stamp;
        if (message->err == 0 && message->key_len == sizeof stamp) {
            memcpy(&stamp, message->key, sizeof stamp);
            if (stamp.number < planned) {
                if (latency_ns[stamp.number] != 0) {
                    atomic_fetch_add(&twice, 1);
                } else {
                    latency_ns[stamp.number] = now - stamp.sent_ns;
                    atomic_fetch_add(&back, 1);
                }
            }
        }
        rd_kafka_message_destroy(message);
    }
    return NULL;
}

static int ascending(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/// Reads from where every partition ends now, without a group.
static void assign_at_end(const char *topic) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    int partitions = partition_count(consumer, topic);
    for (int partition = 0; partition < partitions; partition++) {
        int64_t low, high;
        check(rd_kafka_query_watermark_offsets(consumer, topic, partition, &low, &high, 10000),
              "rd_kafka_query_watermark_offsets");
        rd_kafka_topic_partition_list_add(list, topic, partition)->offset = high;
    }
    check(rd_kafka_assign(consumer, list), "rd_kafka_assign");
    rd_kafka_topic_partition_list_destroy(list);
}

static void send_at_rate(rd_kafka_t *producer, const char *topic, const struct records *records,
                         long rate) {
    rd_kafka_topic_t *output = rd_kafka_topic_new(producer, topic, NULL);
    size_t partitions = (size_t)partition_count(producer, topic);
    uint64_t start = monotonic_ns();
    for (size_t number = 0; number < planned && !stopping; number++) {
        uint64_t due = start + (uint64_t)((double)number * 1e9 / (double)rate);
        struct timespec when = {.tv_sec = (time_t)(due / 1000000000u),
                                .tv_nsec = (long)(due % 1000000000u)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL);
        size_t record = number % records->count;
        struct stamp stamp = {.number = number, .sent_ns = monotonic_ns()};
        if (rd_kafka_produce(output, (int32_t)(number % partitions), 0, record_start(records, record),
                             record_length(records, record), &stamp, sizeof stamp, NULL) != 0)
            check(rd_kafka_last_error(), "rd_kafka_produce");
        rd_kafka_poll(producer, 0);
    }
    check(rd_kafka_flush(producer, 10000), "rd_kafka_flush");
    rd_kafka_topic_destroy(output);
}

static void report(size_t warm_up) {
    size_t count = 0;
    for (size_t number = warm_up; number < planned; number++)
        if (latency_ns[number] != 0) latency_ns[count++] = latency_ns[number];
    if (count == 0) fail("no record came back");
    qsort(latency_ns, count, sizeof *latency_ns, ascending);
    const double quantiles[] = {0.5, 0.9, 0.99, 0.999};
    const char *names[] = {"p50_ms", "p90_ms", "p99_ms", "p999_ms"};
    printf("{\"records\":%zu,", count);
    for (int i = 0; i < 4; i++)
        printf("\"%s\":%.4f,", names[i], (double)latency_ns[(size_t)(quantiles[i] * (double)(count - 1))] / 1e6);
    printf("\"max_ms\":%.4f,\"lost\":%zu,\"twice\":%zu}\n", (double)latency_ns[count - 1] / 1e6,
           planned - atomic_load(&back), atomic_load(&twice));
}

int main(int argc, char **argv) {
    const char *brokers = NULL, *to = NULL, *from = NULL, *file = NULL;
    const char *properties[64];
    int property_count = 0;
    long record_bytes = 0, rate = 1000, seconds = 10, warm_up = 2;
    static const struct option table[] = {{"brokers", required_argument, NULL, 'b'},
                                          {"to", required_argument, NULL, 't'},
                                          {"from", required_argument, NULL, 'f'},
                                          {"file", required_argument, NULL, 'i'},
                                          {"record-bytes", required_argument, NULL, 'r'},
                                          {"rate", required_argument, NULL, 'a'},
                                          {"seconds", required_argument, NULL, 's'},
                                          {"warm-up", required_argument, NULL, 'w'},
                                          {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "X:", table, NULL)) != -1;) switch (option) {
            case 'b': brokers = optarg; break;
            case 't': to = optarg; break;
            case 'f': from = optarg; break;
            case 'i': file = optarg; break;
            case 'r': record_bytes = whole_number("--record-bytes", optarg, 1000000); break;
            case 'a': rate = whole_number("--rate", optarg, 100000); break;
            case 's': seconds = whole_number("--seconds", optarg, 3600); break;
            case 'w': warm_up = whole_number("--warm-up", optarg, 3600); break;
            case 'X':
                if (property_count == 64) fail("more than 64 times -X");
                properties[property_count++] = optarg;
                break;
            default: return 2;
        }
    if (brokers == NULL || to == NULL || from == NULL || file == NULL)
        fail("--brokers, --to, --from and --file are required");
    catch_stop_signals();
    struct records records = read_records(file, (size_t)record_bytes);
    planned = (size_t)(rate * (seconds + warm_up));
    latency_ns = calloc(planned, sizeof *latency_ns);
    if (latency_ns == NULL) fail("no memory for %zu latencies", planned);

    rd_kafka_conf_t *consumer_conf = client_conf(brokers);
    set_property(consumer_conf, "group.id", "probe");
    set_property(consumer_conf, "enable.auto.commit", "false");
    set_property(consumer_conf, "socket.nagle.disable", "true");
    consumer = new_client(RD_KAFKA_CONSUMER, consumer_conf);
    rd_kafka_poll_set_consumer(consumer);
    assign_at_end(from);
    pthread_t receiver;
    if (pthread_create(&receiver, NULL, receive, NULL) != 0) fail("no thread");

    rd_kafka_conf_t *producer_conf = client_conf(brokers);
    set_property(producer_conf, "linger.ms", "0");
    set_property(producer_conf, "socket.nagle.disable", "true");
    for (int i = 0; i < property_count; i++) set_property_text(producer_conf, properties[i]);
    rd_kafka_t *producer = new_client(RD_KAFKA_PRODUCER, producer_conf);
    send_at_rate(producer, to, &records, rate);
    // The last ones get five seconds to come back; what is missing then is lost.
    for (int wait = 0; wait < 500 && atomic_load(&back) < planned && !stopping; wait++)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    atomic_store(&done, true);
    pthread_join(receiver, NULL);
    report((size_t)(rate * warm_up));
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(producer);
    rd_kafka_destroy(consumer);
    return 0;
}
