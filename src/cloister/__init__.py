"""Cloister: many mutually distrusting processes inside one enclave."""

__version__ = "0.1.0"
