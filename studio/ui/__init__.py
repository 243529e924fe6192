"""The window. Views watch the document and ask it for edits; no decoding, disk or model work on the GUI thread."""
