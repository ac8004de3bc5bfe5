"""The button in Excel and WPS: certificates, manifest, stub, entries of the system; put in, taken out, looked over."""
