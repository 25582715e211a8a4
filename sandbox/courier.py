"""Carries notifications to the callback, in the background, for as long as one is set."""

import secrets
import sqlite3
import threading
from urllib.parse import urlsplit

import requests
from flask import current_app

from sandbox import clock, faults, switches, webhooks
from sandbox.store import Store, transaction
from sandbox.webhooks import Callback, Delivery

USER_AGENT = "facebookplatform/1.0 (+http://developers.facebook.com)"
TIMEOUT_S = 5.0
# Until a callback that did not answer the challenge is asked again: the site may start later, or not know the address.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
BUSY_PAUSE_S = 2.0  # until a busy memory is looked at again


def current() -> "Courier":
    """The one of this application."""
    carrier: Courier = current_app.config["COURIER"]
    return carrier


class Courier:
    """One at a time delivers: the thread, or whoever calls `work`."""

    def __init__(self, store: Store, allowed_hosts: frozenset[str]) -> None:
        self.store = store
        self.allowed_hosts = allowed_hosts
        self.bell = threading.Event()
        self.turn = threading.Lock()
        self.pause_s = FIRST_PAUSE_S / 2

    def start(self) -> None:
        threading.Thread(target=self._run, name="courier", daemon=True).start()

    def wake(self) -> None:
        self.bell.set()

    def answers_challenge(self, callback: Callback) -> bool:
        """Whether it proves to be ours. Guide "Webhooks", "Verification Requests"."""
        if urlsplit(callback.url).hostname not in self.allowed_hosts:
            return False
        challenge = str(secrets.randbelow(10**10))
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": callback.verify_token,
        }
        try:
            answer = self._call("GET", callback.url, params=query)
        except requests.RequestException:
            return False
        return answer.status_code == 200 and answer.text == challenge

    def work(self) -> float | None:
        """Deliver what is due; the seconds until there is more to do, None if nothing is known of."""
        with self.turn:
            db = self.store.connect()
            try:
                return self._work(db)
            finally:
                db.close()

    def _run(self) -> None:
        while True:
            self.bell.clear()
            try:
                pause_s = self.work()
            except sqlite3.OperationalError:  # busy for longer than the connection waits
                pause_s = BUSY_PAUSE_S
            self.bell.wait(pause_s)

    def _work(self, db: sqlite3.Connection) -> float | None:
        callback = webhooks.callback(db)
        if callback is None:
            return None
        if not callback.is_verified and not self._verify(db, callback):
            self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)
            return self.pause_s
        in_disorder = faults.waits(db, faults.WEBHOOK_ORDER)
        updates = 1 if in_disorder else min(max(switches.load(db).webhook_batch, 1), webhooks.UPDATES_MAX)
        webhooks.gather(db, clock.now(db), updates=updates)
        while deliveries := webhooks.due(db, clock.now(db)):
            if in_disorder:
                if len(deliveries) == 1:
                    return None  # until another follows, to go before it
                faults.take(db, faults.WEBHOOK_ORDER)
                deliveries.reverse()
                in_disorder = False
            for delivery in deliveries:
                self._deliver(db, callback, delivery)
        next_due = webhooks.next_due(db)
        return None if next_due is None else max(next_due - clock.now(db), 0.0)

    def _verify(self, db: sqlite3.Connection, callback: Callback) -> bool:
        if not self.answers_challenge(callback):
            return False
        with transaction(db):
            if webhooks.callback(db) == callback:
                webhooks.set_callback(
                    db, Callback(callback.url, callback.app_secret, callback.verify_token, True)
                )
        return True

    def _deliver(self, db: sqlite3.Connection, callback: Callback, delivery: Delivery) -> None:
        is_forged = faults.take(db, faults.WEBHOOK_SIGNATURE)
        secret = secrets.token_hex(16) if is_forged else callback.app_secret
        status = self._post(callback.url, delivery.body, secret)
        webhooks.note(db, delivery, status=status, now=clock.now(db))
        if faults.take(db, faults.WEBHOOK_TWICE):
            self._post(callback.url, delivery.body, callback.app_secret)
        if faults.take(db, faults.WEBHOOK_REPLAY):
            self._post(callback.url, webhooks.everything(db)[0].body, callback.app_secret)

    def _post(self, url: str, body: str, secret: str) -> int | None:
        data = body.encode()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature": webhooks.signature(data, secret, "sha1"),
            "X-Hub-Signature-256": webhooks.signature(data, secret),
        }
        try:
            return self._call("POST", url, data=data, headers=headers).status_code
        except requests.RequestException:
            return None

    def _call(self, method: str, url: str, **options: object) -> requests.Response:
        with requests.Session() as session:
            session.headers["User-Agent"] = USER_AGENT
            # Neither proxies nor passwords of this machine belong to Instagram.
            session.trust_env = False
            return session.request(method, url, timeout=TIMEOUT_S, allow_redirects=False, **options)  # type: ignore[arg-type]  # as the callers above give them
