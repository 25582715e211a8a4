"""The queue of files: a message is there whole or not at all, whatever the reader's timing."""

import multiprocessing

from kombu import Connection

from cafe_instagram import broker

MESSAGES = 400
WRITERS = 2


def options(folder):
    return {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        "processed_folder": str(folder / "processed"),
        "store_processed": True,
    }


def write(folder):
    broker.use()
    with Connection("filesystem://", transport_options=options(folder)) as connection:
        queue = connection.SimpleQueue("wake-ups")
        for number in range(MESSAGES):
            queue.put({"number": number, "padding": "雪" * 3000})


def test_no_reader_ever_takes_half_a_message(tmp_path):
    for name in ("queue", "control", "processed"):
        (tmp_path / name).mkdir()
    broker.use()
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=write, args=(tmp_path,), daemon=True) for _ in range(WRITERS)]
    with Connection("filesystem://", transport_options=options(tmp_path)) as connection:
        queue = connection.SimpleQueue("wake-ups")
        for writer in writers:
            writer.start()
        taken = 0
        while taken < MESSAGES * WRITERS:
            try:
                queue.get_nowait().ack()
                taken += 1
            except queue.Empty:
                assert any(writer.is_alive() for writer in writers) or list((tmp_path / "queue").iterdir())
    assert isinstance(connection.transport, broker.Transport)
