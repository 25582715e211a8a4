"""People, organisations and appointments: who may do what from when to when (第２, 第４)."""
