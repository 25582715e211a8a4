"""Sending an approved reply, once: 第６第２項."""
