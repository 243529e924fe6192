"""The storyboard: scenes of shot cards. It shows the document's scenes and asks the document for edits."""
