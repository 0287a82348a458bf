"""``python -m benchmarks``: every table that needs nothing but this checkout."""

import asyncio

from benchmarks import recognition, reports, summaries, whole_bot

recognition.main()
reports.main()
asyncio.run(whole_bot.main())
asyncio.run(summaries.main())
