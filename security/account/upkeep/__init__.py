"""Keeping the connection with Instagram: connected, checked, prolonged, and people told in time.

connecting  a person gives a new token
checking    asking Instagram whether the present one holds
refreshing  prolonging it, by schedule and never because of a refusal
notices     letters before it ends and once it has
sweep       what is due, run by beat
receivers   a doubt wakes a check
examining   the points of `manage.py instagram_check`
"""
