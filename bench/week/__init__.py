"""A week of the office in fast time: what each of the six people is told, and how often."""
