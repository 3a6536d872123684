"""The commands of `strikewire`, a function each; `worker/__main__.py` registers them."""
