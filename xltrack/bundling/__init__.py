"""A folder that makes xltrack run on a PC without Python and without a network: wheels, scripts, a page that says how."""
