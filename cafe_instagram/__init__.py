"""The roof: settings, addresses, the first page, the demo. It alone sees every floor."""
