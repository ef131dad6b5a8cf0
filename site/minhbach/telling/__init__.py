"""Telling people: what the outbox holds goes out by e-mail and to the city's gateways, once."""
