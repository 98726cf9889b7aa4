// Fills a topic: N records of a file, over and over, spread evenly over the partitions.
//
//   fill --brokers LIST --topic TOPIC --file FILE [--record-bytes N] --count N [-X NAME=VALUE]...
//
// The file's records are its lines, or pieces of N bytes. A record's key is its number, 8 bytes,
// little-endian. Prints one line of JSON when all are acknowledged.
#include "client.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { chunk = 1000 };

static void on_delivery(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    check(message->err, "delivery");
    ++*(size_t *)opaque;
}

int main(int argc, char **argv) {
    const char *brokers = NULL, *topic = NULL, *file = NULL;
    const char *properties[64];
    int property_count = 0;
    long count = 0, record_bytes = 0;
    static const struct option table[] = {{"brokers", required_argument, NULL, 'b'},
                                          {"topic", required_argument, NULL, 't'},
                                          {"file", required_argument, NULL, 'f'},
                                          {"record-bytes", required_argument, NULL, 'r'},
                                          {"count", required_argument, NULL, 'c'},
                                          {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "X:", table, NULL)) != -1;) switch (option) {
            case 'b': brokers = optarg; break;
            case 't': topic = optarg; break;
            case 'f': file = optarg; break;
            case 'r': record_bytes = whole_number("--record-bytes", optarg, 1000000); break;
            case 'c': count = whole_number("--count", optarg, 1000000000); break;
            case 'X':
                if (property_count == 64) fail("more than 64 times -X");
                properties[property_count++] = optarg;
                break;
            default: return 2;
        }
    if (brokers == NULL || topic == NULL || file == NULL || count == 0)
        fail("--brokers, --topic, --file and --count are required");
    struct records records = read_records(file, (size_t)record_bytes);

    size_t acknowledged = 0;
    rd_kafka_conf_t *conf = client_conf(brokers);
    set_property(conf, "enable.idempotence", "true");
    for (int i = 0; i < property_count; i++) set_property_text(conf, properties[i]);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_opaque(conf, &acknowledged);
    rd_kafka_t *producer = new_client(RD_KAFKA_PRODUCER, conf);
    rd_kafka_topic_t *output = rd_kafka_topic_new(producer, topic, NULL);
    size_t partitions = (size_t)partition_count(producer, topic);

    uint64_t start = monotonic_ns();
    static rd_kafka_message_t messages[chunk];
    static uint64_t keys[chunk];
    for (size_t sent = 0; sent < (size_t)count;) {
        while (sent - acknowledged > 80000) rd_kafka_poll(producer, 10);
        size_t size = (size_t)count - sent < chunk ? (size_t)count - sent : chunk;
        for (size_t i = 0; i < size; i++) {
            size_t record = (sent + i) % records.count;
            keys[i] = sent + i;
            messages[i] = (rd_kafka_message_t){.payload = record_start(&records, record),
                                               .len = record_length(&records, record),
                                               .key = &keys[i],
                                               .key_len = sizeof keys[i],
                                               .partition = (int32_t)((sent + i) % partitions)};
        }
        int taken = rd_kafka_produce_batch(output, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_PARTITION,
                                           messages, (int)size);
        for (size_t i = 0; i < size && taken != (int)size; i++)
            check(messages[i].err, "rd_kafka_produce_batch");
        sent += size;
        rd_kafka_poll(producer, 0);
    }
    check(rd_kafka_flush(producer, 60000), "rd_kafka_flush");
    if (acknowledged != (size_t)count) fail("%zu of %ld acknowledged", acknowledged, count);
    double seconds = (double)(monotonic_ns() - start) / 1e9;
    printf("{\"records\":%ld,\"seconds\":%.6f,\"records_per_second\":%.0f}\n", count, seconds,
           (double)count / seconds);
    rd_kafka_topic_destroy(output);
    rd_kafka_destroy(producer);
    return 0;
}
