"""Dialogs that stay beside the work: earlier versions, shot lists, the search of actions, about."""
