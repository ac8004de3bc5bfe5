"""What every output says in the same words: what is late, what falls due, names, days."""
