"""What the system reaches, measured: `python -m bench` (`make bench`). Never part of the tests."""
