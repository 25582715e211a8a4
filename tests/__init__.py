"""The tests, in folders named after the apps they prove."""
