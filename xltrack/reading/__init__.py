"""From a file to a document: sniff and read the cells, find tables, columns and rows, and read what they say."""
