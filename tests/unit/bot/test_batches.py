from bot.batches import in_batches


async def test_what_fails_holds_up_no_other_and_is_named(caplog):
    done, tries = [], []

    async def work(batch):
        tries.append(len(batch))
        if 30 in batch:
            raise ZeroDivisionError
        done.extend(batch)

    await in_batches(range(60), work, lambda batch: f"number {batch[0]}")

    assert sorted(done) == [number for number in range(60) if number != 30]
    assert tries == [50, *[1] * 50, 10]
    assert "number 30" in caplog.text
    assert len(caplog.records) == 1


async def test_nothing_is_done_about_nothing():
    async def work(batch):
        raise AssertionError

    await in_batches([], work, str)
