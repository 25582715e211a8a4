"""From an approved version to a live post: once, whatever crashes.

jobs       claiming a job and writing to it under a lease
delays     how long it waits before its next attempt
actions    every change of a job and its post that means something
preflight  what must hold before anything is sent
walk       the steps of one attempt, in order
reconcile  finding out what became of a request whose answer was lost
sweep      what messages lost, and what time has brought
addresses  where Instagram fetches the photos
"""
