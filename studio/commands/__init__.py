"""The command line's commands. Each gets a `Terminal` to speak through and ends with one of its exit codes."""
