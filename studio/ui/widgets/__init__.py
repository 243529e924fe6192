"""Small pieces that several panels share. They know the theme and Qt; of films only the words for a shot's state."""
