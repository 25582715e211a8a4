"""Cases: evidence, notices, measures: 第６第３項, 第４項."""
