"""The cast: characters with their reference images. It shows the document's cast and asks the document for edits."""
