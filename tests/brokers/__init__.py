"""The brokers that the tests run against."""
