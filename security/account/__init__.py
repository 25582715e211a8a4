"""The official account: its password, its connection, its checks (第５第１項)."""
