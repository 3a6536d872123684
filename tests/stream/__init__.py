"""The worker as a process of its own, against a broker."""
