"""Work off the GUI thread: the queue and the thread that turns requests into takes, and films into files."""
