"""The audit trail as people meet it: searched, told in sentences, exported."""
