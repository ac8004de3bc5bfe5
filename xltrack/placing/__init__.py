"""Where results stand: names, places that may be written, files that are whole."""
