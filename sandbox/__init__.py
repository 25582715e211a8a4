"""Stands in for Instagram on this machine: own process, same HTTP, faults on request, a feed to look at.

It imports nothing of the product, so that it can judge it.
"""
