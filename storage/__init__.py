"""Tables, repositories and the unit of work. Knows no Telegram and no images.

``storage.opening`` is where to begin; importing the package, or its errors, is light.
"""
