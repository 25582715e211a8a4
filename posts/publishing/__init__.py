"""From an approved version to a live post: once, whatever crashes.

actions    every change of a job and its post that means something
preflight  what must hold before anything is sent
errand     its containers, the last look, the request (the order of them: approvals/sending/attempt.py)
reconcile  finding out what became of a request whose answer was lost
sweep      what messages lost, and what time has brought
candidates what stands on the account and may be a post that is 要確認
settling   要確認 settled by a person
comparing  whether the live post is what was approved
differing  what is told and recorded if it is not
addresses  where Instagram fetches the photos
"""
