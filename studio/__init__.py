"""Storyreel: from a storyboard to a finished film."""

__version__ = "0.1.0"
