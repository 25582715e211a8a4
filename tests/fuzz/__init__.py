"""Bad input for every form, list and address of the system: found by walking tests/permissions, so that a new one is tried by itself."""
