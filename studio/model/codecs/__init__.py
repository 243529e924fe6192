"""Pictures and sound to latents and back: the small codecs that this project trains."""
