"""The film on disk: typed JSON, upgrades, atomic saves, backups, the lock, images by content. No Qt, no decoding."""
