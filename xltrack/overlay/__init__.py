"""The overlay: each cell of the source in the colour, and with the word, of what it was read as."""
