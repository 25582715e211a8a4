"""What every page behind the sign-in shares: the request, the form that was kept, doors, proof, the page of a step."""
