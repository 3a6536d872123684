"""The shell: everything that touches Kafka, the clock, processes, HTTP, the terminal."""
