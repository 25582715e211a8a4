"""事案: reports, evidence, measures, steps (第６第３項, 第４項)."""
