"""The inspector: all fields of the selected shot, or of the film. Typing in one field is one step of undo."""
