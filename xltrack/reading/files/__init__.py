"""One reader for each kind of file: bytes to a sparse book of cells."""
