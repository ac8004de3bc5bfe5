"""附件 tables fit for print, by GB/T 9704-2012: composed and laid out here, rendered like every other sheet."""
