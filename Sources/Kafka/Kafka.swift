// Room Kafka
