"""``python -m benchmarks``: every table that needs nothing but this checkout."""

import asyncio

from benchmarks import recognition, whole_bot

recognition.main()
asyncio.run(whole_bot.main())
