"""The steps, in the order of the flow: extract, ledger, merge, tally, watch.  All pure: no Kafka, clock or I/O."""
