"""What breaks, on purpose, on Apache Kafka."""
