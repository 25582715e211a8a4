"""How long a test waits for what will come: so long that only what hangs is given up, on any machine."""

PATIENCE_S = 180
