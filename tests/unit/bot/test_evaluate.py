"""What is measured follows the settings, and is told with what it rests on."""

import tomllib

import pytest

import recognition
from bot import errors, evaluate
from bot.replies import evaluation as words
from recognition.evaluation.rates import Interval, Rate
from recognition.evaluation.suggestion import Basis, Suggestion
from recognition.evaluation.verification import Verification

VGGFACE2 = '[telegram]\ntoken = "1:a"\n[recognition]\nweights = "vggface2"\nthreads = 3\n'


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(VGGFACE2 + "accept_score = 0.6\n", encoding="utf-8")
    return path


def test_without_settings_the_default_weights_are_measured():
    assert evaluate.settings(None, "") == recognition.Settings()


def test_a_settings_file_says_what_is_measured(config):
    settings = evaluate.settings(config, "")

    assert (settings.weights, settings.threads, settings.accept_score) == ("vggface2", 3, 0.6)


def test_other_weights_leave_the_files_accept_score_behind(config):
    settings = evaluate.settings(config, "casia-webface")

    assert (settings.weights, settings.threads) == ("casia-webface", 3)
    assert settings.accept_score is None


def test_unknown_weights_are_refused(config):
    with pytest.raises(errors.BadSettings, match="--weights facenet: unknown"):
        evaluate.settings(config, "facenet")


class Loads:
    """`load_reader` for weights without a measured accept score."""

    model = "vggface2-r1"

    def __call__(self, settings):
        if settings.accept_score is None:
            raise recognition.errors.AcceptScoreMissing(weights=settings.weights)
        self.accept_score = settings.accept_score
        return self


@pytest.mark.parametrize("score", [None, 0.6])
def test_weights_without_an_accept_score_can_be_measured(monkeypatch, score):
    monkeypatch.setattr(recognition, "load_reader", Loads())

    _, model, accept_score = evaluate._reader(
        recognition.Settings(weights="vggface2", accept_score=score)
    )

    assert (model, accept_score) == ("vggface2-r1", score)


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [(0.001, None, "0.1 %"), (0.01, None, "1 %"), (0.01234, 2, "1.23 %"), (1.0, 1, "100.0 %")],
)
def test_shares_are_told_in_percent(share, digits, text):
    assert words.percent(share, digits) == text


@pytest.mark.parametrize("basis", Basis)
def test_a_suggestion_can_be_copied_into_the_settings(basis):
    rate = Rate(value=0.012, interval=Interval(low=0.004, high=0.031), threshold=0.5061)

    text = words.suggested(
        Suggestion(accept_score=0.507, basis=basis, comparisons=27_300, frr=rate)
    )

    assert tomllib.loads(text) == {"recognition": {"accept_score": 0.507}}
    assert "27,300" in text
    assert "1.20 % (0.40–3.10 %)" in text


def test_a_rate_of_few_comparisons_has_fewer_decimals():
    rate = Rate(value=0.03333, interval=None, threshold=0.5)

    assert words._rate(rate, 30) == "3.3 %"
    assert words._rate(rate, 3_000) == "3.33 %"


@pytest.mark.parametrize(
    ("genuine", "text"), [(30, "too few pairs (500 of 1,000)"), (0, "too few pairs")]
)
def test_what_cannot_be_measured_is_not_made_up(genuine, text):
    verification = Verification(
        genuine=genuine,
        impostor=500,
        accuracy=None,
        equal_error=None,
        frr_at={0.001: None},
        frr_without_false_accepts=None,
    )

    assert words._verified_frr(verification, 0.001) == text
