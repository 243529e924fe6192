"""Numbers about pictures and sound, as pure functions of arrays; core, numpy and scipy only."""
