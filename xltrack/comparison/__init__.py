"""Today's tasks against those of the last report: snapshot, matching, changes."""
