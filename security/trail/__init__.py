"""The audit trail: recorded, proven whole, searched, told in sentences, exported."""
