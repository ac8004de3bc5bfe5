"""Mail: each leader the units in charge, each unit its own late tasks, the office the whole; drafts, or sent once each."""
