"""``python -m benchmarks``: every table that needs nothing but this checkout."""

import asyncio

from benchmarks import flood, recognition, reports, summaries, whole_bot

recognition.main()
reports.main()
asyncio.run(whole_bot.main())
asyncio.run(flood.main())
asyncio.run(summaries.main())
