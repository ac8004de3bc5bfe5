"""The records of a decomposition sheet and of what an office sets: no file format, no judgement, no clock."""
