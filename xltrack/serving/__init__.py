"""The drop page: a server on this computer alone, whose page is one more client of the verbs of the command line."""
