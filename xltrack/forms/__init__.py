"""Forms for the units (填报表): who is asked of what, as a workbook that can be filled in and nothing else, and the list of a round."""
