"""Tests of the photo pipeline, with files made on the spot."""
