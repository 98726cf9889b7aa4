// Creates or deletes a topic, for a measurement that wants one of its own.
//
//   topic --brokers LIST create NAME PARTITIONS
//   topic --brokers LIST delete NAME
#include "client.h"

#include <getopt.h>
#include <string.h>

static void finish(rd_kafka_queue_t *queue, const rd_kafka_topic_result_t **(*results)(
                       const rd_kafka_event_t *, size_t *)) {
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 30000);
    if (event == NULL) fail("no answer within 30 s");
    if (rd_kafka_event_error(event) != 0) fail("%s", rd_kafka_event_error_string(event));
    size_t count;
    const rd_kafka_topic_result_t **topics = results(event, &count);
    for (size_t i = 0; i < count; i++)
        if (rd_kafka_topic_result_error(topics[i]) != 0)
            fail("%s: %s", rd_kafka_topic_result_name(topics[i]),
                 rd_kafka_topic_result_error_string(topics[i]));
    rd_kafka_event_destroy(event);
}

static const rd_kafka_topic_result_t **created(const rd_kafka_event_t *event, size_t *count) {
    return rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result((rd_kafka_event_t *)event),
                                               count);
}

static const rd_kafka_topic_result_t **deleted(const rd_kafka_event_t *event, size_t *count) {
    return rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result((rd_kafka_event_t *)event),
                                               count);
}

int main(int argc, char **argv) {
    const char *brokers = NULL;
    static const struct option table[] = {{"brokers", required_argument, NULL, 'b'}, {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) != -1;) {
        if (option != 'b') return 2;
        brokers = optarg;
    }
    argv += optind, argc -= optind;
    int creates = argc == 3 && strcmp(argv[0], "create") == 0;
    if (brokers == NULL || (!creates && (argc != 2 || strcmp(argv[0], "delete") != 0)))
        fail("usage: topic --brokers LIST create NAME PARTITIONS | delete NAME");
    rd_kafka_t *client = new_client(RD_KAFKA_PRODUCER, client_conf(brokers));
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    if (creates) {
        char problem[512];
        int partitions = (int)whole_number("PARTITIONS", argv[2], 10000);
        rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new(argv[1], partitions, -1, problem, sizeof problem);
        if (topic == NULL) fail("%s: %s", argv[1], problem);
        rd_kafka_CreateTopics(client, &topic, 1, NULL, queue);
        finish(queue, created);
        partition_count(client, argv[1]);  // returns once the topic can be used
        rd_kafka_NewTopic_destroy(topic);
    } else {
        rd_kafka_DeleteTopic_t *topic = rd_kafka_DeleteTopic_new(argv[1]);
        rd_kafka_DeleteTopics(client, &topic, 1, NULL, queue);
        finish(queue, deleted);
        rd_kafka_DeleteTopic_destroy(topic);
    }
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(client);
    return 0;
}
