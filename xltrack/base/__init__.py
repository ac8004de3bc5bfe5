"""What every room stands on: text, addresses, values, errors, diagnostics and their rules, the lexicon."""
