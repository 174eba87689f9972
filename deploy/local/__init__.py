"""Balcony on one machine: the environment, Postgres and Valkey from wheels, run, test, check."""
