"""Whether each approved post goes live exactly once, whatever dies, lies, is lost or is put back meanwhile."""
