"""Every user action as a pure function `Project → Project`. An edit that changes nothing gives the same object back."""
