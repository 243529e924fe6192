"""The film as frozen values and pure functions. Standard library only; no files, no clocks, no randomness."""
