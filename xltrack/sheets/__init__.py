"""How any printed sheet is made: its vocabulary, measures, looks, and its bytes."""
