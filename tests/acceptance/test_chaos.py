"""The short form of ``make chaos``."""

from benchmarks.chaos import storm


async def test_killed_again_and_again_on_telegrams_bad_day_nothing_is_lost_or_doubled(new_folder):
    chosen = storm.short(seed=5)

    result = await chosen.run(new_folder())

    assert not any(result.lost.values()), result
    assert not any(result.doubled.values()), result
    assert result.sent == result.answered == len(chosen.plan.selfies(faces=3))
    assert result.marks_found == result.marks_expected == 12 * 6
    assert 2 <= result.kills <= 4
    assert sum(result.faults.values()) > 0
