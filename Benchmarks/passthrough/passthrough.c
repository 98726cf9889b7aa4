// The limit: consumes records and produces the same bytes to the same partition of another topic.
//
//   passthrough --brokers LIST --from TOPIC --to TOPIC --group GROUP [--count N] [--batch N]
//               [--transactions MS] [--commit MS] [-X NAME=VALUE]...
//
// Plain: idempotent producer; the offset of a record is committed once everything before it is
// acknowledged. With --transactions: what MS milliseconds brought and its offsets are one
// transaction. A batch takes what the fetch already holds and never waits to be full. Values are
// not copied: a consumed record stays alive until its copy is acknowledged.
//
// Prints `ready` when partitions are assigned, and at the end (N records, or SIGTERM) one line of
// JSON: records, seconds and CPU seconds from the first record to the last acknowledgement.
#include "client.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { most_partitions = 1024, most_slabs = 4096, most_in_flight = 90000, most_batch = 10000 };

/// One consumed batch, alive until every record of it is acknowledged.
struct slab {
    rd_kafka_message_t **messages;
    size_t count;
    size_t unacknowledged;
};

struct relay {
    rd_kafka_t *consumer, *producer;
    rd_kafka_queue_t *queue;
    rd_kafka_topic_t *output;
    const char *from, *to;
    size_t batch;
    struct slab slabs[most_slabs];  // a ring: [oldest, oldest + alive)
    size_t oldest, alive;
    size_t in_flight;
    int64_t consumed_to[most_partitions];      // next offset to read; -1: nothing yet
    int64_t acknowledged_to[most_partitions];  // everything before it is acknowledged
    rd_kafka_message_t *copies;
    uint64_t first_ns;  // when the first record was there; 0: not yet
    double first_cpu;
};

static void on_delivery(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    check(message->err, "delivery");
    struct relay *relay = opaque;
    struct slab *slab = message->_private;
    slab->unacknowledged--;
    relay->in_flight--;
}

static void on_rebalance(rd_kafka_t *client, rd_kafka_resp_err_t event,
                         rd_kafka_topic_partition_list_t *partitions, void *opaque) {
    (void)opaque;
    if (event == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        check(rd_kafka_assign(client, partitions), "rd_kafka_assign");
        puts("ready");
        fflush(stdout);
    } else {
        check(rd_kafka_assign(client, NULL), "rd_kafka_assign");
    }
}

/// Takes what is there; where nothing is, waits for one record.
static size_t take(struct relay *relay, rd_kafka_message_t **messages, size_t most) {
    ssize_t count = rd_kafka_consume_batch_queue(relay->queue, 0, messages, most);
    if (count == 0) count = rd_kafka_consume_batch_queue(relay->queue, 100, messages, 1);
    if (count < 0) check(rd_kafka_last_error(), "rd_kafka_consume_batch_queue");
    return (size_t)count;
}

/// Drops the oldest slabs that are acknowledged whole.
static void retire(struct relay *relay) {
    while (relay->alive > 0 && relay->slabs[relay->oldest].unacknowledged == 0) {
        struct slab *slab = &relay->slabs[relay->oldest];
        for (size_t i = 0; i < slab->count; i++) {
            rd_kafka_message_t *message = slab->messages[i];
            relay->acknowledged_to[message->partition] = message->offset + 1;
            rd_kafka_message_destroy(message);
        }
        relay->oldest = (relay->oldest + 1) % most_slabs;
        relay->alive--;
    }
}

/// Consumes and produces one batch; returns how many records it held.
static size_t relay_batch(struct relay *relay) {
    while (relay->alive == most_slabs || relay->in_flight + relay->batch > most_in_flight) {
        rd_kafka_poll(relay->producer, 10);
        retire(relay);
    }
    struct slab *slab = &relay->slabs[(relay->oldest + relay->alive) % most_slabs];
    if (slab->messages == NULL) slab->messages = malloc(relay->batch * sizeof *slab->messages);
    if (slab->messages == NULL) fail("no memory for a batch of %zu", relay->batch);
    slab->count = take(relay, slab->messages, relay->batch);
    if (slab->count == 0) return 0;
    if (relay->first_ns == 0) relay->first_ns = monotonic_ns(), relay->first_cpu = cpu_seconds();
    for (size_t i = 0; i < slab->count; i++) {
        rd_kafka_message_t *message = slab->messages[i];
        check(message->err, "consume");
        if (message->partition >= most_partitions) fail("more than %d partitions", most_partitions);
        relay->consumed_to[message->partition] = message->offset + 1;
        relay->copies[i] = (rd_kafka_message_t){
            .payload = message->payload,
            .len = message->len,
            .key = message->key,
            .key_len = message->key_len,
            .partition = message->partition,
            ._private = slab,
        };
    }
    slab->unacknowledged = slab->count;
    relay->in_flight += slab->count;
    relay->alive++;
    int taken = rd_kafka_produce_batch(relay->output, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_PARTITION,
                                       relay->copies, (int)slab->count);
    for (size_t i = 0; i < slab->count && taken != (int)slab->count; i++)
        check(relay->copies[i].err, "rd_kafka_produce_batch");
    return slab->count;
}

static rd_kafka_topic_partition_list_t *offsets(const char *topic, const int64_t *next) {
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(16);
    for (int32_t partition = 0; partition < most_partitions; partition++)
        if (next[partition] >= 0)
            rd_kafka_topic_partition_list_add(list, topic, partition)->offset = next[partition];
    return list;
}

static void commit(struct relay *relay, bool wait) {
    rd_kafka_topic_partition_list_t *list = offsets(relay->from, relay->acknowledged_to);
    if (list->cnt > 0) check(rd_kafka_commit(relay->consumer, list, wait ? 0 : 1), "rd_kafka_commit");
    rd_kafka_topic_partition_list_destroy(list);
}

static void commit_transaction(struct relay *relay) {
    rd_kafka_topic_partition_list_t *list = offsets(relay->from, relay->consumed_to);
    rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata(relay->consumer);
    check_error(rd_kafka_send_offsets_to_transaction(relay->producer, list, group, 30000),
                "rd_kafka_send_offsets_to_transaction");
    check_error(rd_kafka_commit_transaction(relay->producer, 30000), "rd_kafka_commit_transaction");
    rd_kafka_consumer_group_metadata_destroy(group);
    rd_kafka_topic_partition_list_destroy(list);
}

int main(int argc, char **argv) {
    const char *brokers = NULL, *group = NULL;
    const char *properties[64];
    int property_count = 0;
    long count = 0, batch = 1000, transaction_ms = 0, commit_ms = 100;
    static struct relay relay;
    static const struct option table[] = {
        {"brokers", required_argument, NULL, 'b'}, {"from", required_argument, NULL, 'f'},
        {"to", required_argument, NULL, 't'},      {"group", required_argument, NULL, 'g'},
        {"count", required_argument, NULL, 'c'},   {"batch", required_argument, NULL, 'n'},
        {"transactions", required_argument, NULL, 'x'}, {"commit", required_argument, NULL, 'm'},
        {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "X:", table, NULL)) != -1;) switch (option) {
            case 'b': brokers = optarg; break;
            case 'f': relay.from = optarg; break;
            case 't': relay.to = optarg; break;
            case 'g': group = optarg; break;
            case 'c': count = whole_number("--count", optarg, 1000000000); break;
            case 'n': batch = whole_number("--batch", optarg, most_batch); break;
            case 'x': transaction_ms = whole_number("--transactions", optarg, 60000); break;
            case 'm': commit_ms = whole_number("--commit", optarg, 60000); break;
            case 'X':
                if (property_count == 64) fail("more than 64 times -X");
                properties[property_count++] = optarg;
                break;
            default: return 2;
        }
    if (brokers == NULL || group == NULL || relay.from == NULL || relay.to == NULL)
        fail("--brokers, --from, --to and --group are required");
    catch_stop_signals();

    rd_kafka_conf_t *consumer_conf = client_conf(brokers);
    set_property(consumer_conf, "group.id", group);
    set_property(consumer_conf, "enable.auto.commit", "false");
    set_property(consumer_conf, "auto.offset.reset", "earliest");
    rd_kafka_conf_set_rebalance_cb(consumer_conf, on_rebalance);
    rd_kafka_conf_t *producer_conf = client_conf(brokers);
    set_property(producer_conf, "enable.idempotence", "true");
    if (transaction_ms > 0) set_property(producer_conf, "transactional.id", group);
    for (int i = 0; i < property_count; i++) set_property_text(producer_conf, properties[i]);
    rd_kafka_conf_set_dr_msg_cb(producer_conf, on_delivery);
    rd_kafka_conf_set_opaque(producer_conf, &relay);

    relay.batch = (size_t)batch;
    relay.copies = malloc(relay.batch * sizeof *relay.copies);
    if (relay.copies == NULL) fail("no memory for a batch of %ld", batch);
    memset(relay.consumed_to, -1, sizeof relay.consumed_to);
    memset(relay.acknowledged_to, -1, sizeof relay.acknowledged_to);
    relay.consumer = new_client(RD_KAFKA_CONSUMER, consumer_conf);
    rd_kafka_poll_set_consumer(relay.consumer);
    relay.queue = rd_kafka_queue_get_consumer(relay.consumer);
    relay.producer = new_client(RD_KAFKA_PRODUCER, producer_conf);
    relay.output = rd_kafka_topic_new(relay.producer, relay.to, NULL);
    if (transaction_ms > 0) {
        check_error(rd_kafka_init_transactions(relay.producer, 30000), "rd_kafka_init_transactions");
        check_error(rd_kafka_begin_transaction(relay.producer), "rd_kafka_begin_transaction");
    }
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, relay.from, RD_KAFKA_PARTITION_UA);
    check(rd_kafka_subscribe(relay.consumer, topics), "rd_kafka_subscribe");
    rd_kafka_topic_partition_list_destroy(topics);

    size_t total = 0, total_at_commit = 0;
    uint64_t committed_ns = monotonic_ns();
    while (!stopping && (count == 0 || total < (size_t)count)) {
        total += relay_batch(&relay);
        rd_kafka_poll(relay.producer, 0);
        retire(&relay);
        uint64_t interval_ms = (uint64_t)(transaction_ms > 0 ? transaction_ms : commit_ms);
        if (monotonic_ns() - committed_ns < interval_ms * 1000000u || total == total_at_commit) continue;
        if (transaction_ms > 0) {
            commit_transaction(&relay);
            total_at_commit = total;
            check_error(rd_kafka_begin_transaction(relay.producer), "rd_kafka_begin_transaction");
        } else {
            commit(&relay, false);
            // What is still in flight wants another commit.
            if (relay.alive == 0) total_at_commit = total;
        }
        committed_ns = monotonic_ns();
    }
    if (transaction_ms > 0 && total > 0)
        commit_transaction(&relay);
    else
        check(rd_kafka_flush(relay.producer, 30000), "rd_kafka_flush");
    double seconds = (double)(monotonic_ns() - relay.first_ns) / 1e9;
    double cpu = cpu_seconds() - relay.first_cpu;
    retire(&relay);
    if (transaction_ms == 0) commit(&relay, true);
    if (total > 0)
        printf("{\"records\":%zu,\"seconds\":%.6f,\"cpu_seconds\":%.6f,\"records_per_second\":%.0f,"
               "\"cpu_seconds_per_million\":%.4f}\n",
               total, seconds, cpu, (double)total / seconds, cpu / (double)total * 1e6);
    else
        puts("{\"records\":0}");
    fflush(stdout);
    // The queue goes first: librdkafka forbids closing a consumer whose queue is still held.
    rd_kafka_queue_destroy(relay.queue);
    rd_kafka_consumer_close(relay.consumer);
    rd_kafka_topic_destroy(relay.output);
    rd_kafka_destroy(relay.producer);
    rd_kafka_destroy(relay.consumer);
    return 0;
}
