"""The queue: what is being rendered, what waits and what has ended. It asks the render queue, never a backend."""
