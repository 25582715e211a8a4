"""Photographs: what comes in is inspected, what goes out is framed, rendered and stored by its content.

第４第１項(2) and 第４第３項(2): the image that was checked is, byte for byte, the image that is published.
"""
