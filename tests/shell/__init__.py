"""The shell, as far as it needs no broker."""
