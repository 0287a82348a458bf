"""What operators read in docs/operating.md is what there is."""

import re
from pathlib import Path

from bot.doctor import CHECKS
from bot.metrics import COUNTERS, GAUGES, HISTOGRAMS

TEXT = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")


def section(title):
    return re.split(r"\n##+ ", TEXT.partition(f"### {title}\n")[2])[0]


def test_every_number_is_explained_and_none_that_is_not_there():
    names = [f"{name}_total" for name in COUNTERS] + [*HISTOGRAMS, *GAUGES]
    rows = "".join(line.split("|")[1] for line in section("Metrics").splitlines() if "|" in line)

    told = {name.partition("{")[0] for name in re.findall(r"`([^`]+)`", rows)}

    assert told == set(names)


def test_every_line_of_the_doctor_is_explained():
    rows = section("The doctor").splitlines()

    told = {row.split("|")[1].strip() for row in rows if row.startswith("| ")} - {"line", "---"}

    assert told == {"settings", "token", *CHECKS}
