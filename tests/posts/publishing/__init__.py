"""Publication, against the sandbox over HTTP."""
