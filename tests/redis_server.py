"""A Redis of the test's own, which may be filled, turned into a replica, and killed."""

import subprocess
from contextlib import closing, suppress

import redis

from tests.e2e.processes import eventually, free_ports
from tests.requirements import REDIS_SERVER


class RedisServer:
    def __init__(self, folder):
        self.folder, (self.port,) = folder, free_ports(1)
        self.address = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = [REDIS_SERVER, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        eventually(lambda: self.ask("PING"), "Redis answers")

    def ask(self, *command):
        with suppress(redis.ConnectionError), closing(redis.Redis.from_url(self.address)) as server:
            return server.execute_command(*command)

    def kill(self):
        self.process.kill()
        self.process.wait()
