"""The pictures of the sample film: what each of them shows, in shapes."""
