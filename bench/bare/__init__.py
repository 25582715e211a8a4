"""The measure of all pages: a bare Django project, as `startproject` makes it, with a signed-in page."""
