"""What xltrack wrote itself, read again: ledger, memory, 附件."""
