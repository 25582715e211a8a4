"""Forms of the ground floor. Thin: what is refused is said by rules and actions."""
