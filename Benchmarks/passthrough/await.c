// Waits until a group has committed N records of a topic, counted from offset 0 of each partition.
//
//   await --brokers LIST --topic TOPIC --group GROUP --count N [--timeout SECONDS]
//
// It asks the coordinator every 20 ms, so that whoever is being measured does nothing for it. Prints
// one line of JSON: the records and the monotonic time at which they were committed. Exit 1 when
// the time is up.
#include "client.h"

#include <getopt.h>
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv) {
    const char *brokers = NULL, *topic = NULL, *group = NULL;
    long count = 0, timeout = 120;
    static const struct option table[] = {{"brokers", required_argument, NULL, 'b'},
                                          {"topic", required_argument, NULL, 't'},
                                          {"group", required_argument, NULL, 'g'},
                                          {"count", required_argument, NULL, 'c'},
                                          {"timeout", required_argument, NULL, 's'},
                                          {NULL, 0, NULL, 0}};
    for (int option; (option = getopt_long(argc, argv, "", table, NULL)) != -1;) switch (option) {
            case 'b': brokers = optarg; break;
            case 't': topic = optarg; break;
            case 'g': group = optarg; break;
            case 'c': count = whole_number("--count", optarg, 1000000000); break;
            case 's': timeout = whole_number("--timeout", optarg, 86400); break;
            default: return 2;
        }
    if (brokers == NULL || topic == NULL || group == NULL || count == 0)
        fail("--brokers, --topic, --group and --count are required");

    rd_kafka_conf_t *conf = client_conf(brokers);
    set_property(conf, "group.id", group);
    rd_kafka_t *client = new_client(RD_KAFKA_CONSUMER, conf);
    int partitions = partition_count(client, topic);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
    for (int partition = 0; partition < partitions; partition++)
        rd_kafka_topic_partition_list_add(list, topic, partition);

    uint64_t deadline = monotonic_ns() + (uint64_t)timeout * 1000000000u;
    int64_t committed = 0;
    while (monotonic_ns() < deadline) {
        rd_kafka_resp_err_t error = rd_kafka_committed(client, list, 10000);
        committed = 0;
        for (int i = 0; i < partitions && error == 0; i++)
            if (list->elems[i].err == 0 && list->elems[i].offset > 0) committed += list->elems[i].offset;
        if (committed >= count) {
            printf("{\"records\":%lld,\"monotonic_ns\":%llu}\n", (long long)committed,
                   (unsigned long long)monotonic_ns());
            return 0;
        }
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    fail("group '%s' has committed %lld of %ld records of '%s' after %ld s", group,
         (long long)committed, count, topic, timeout);
}
