"""What stands for what in reports: colours that the colour-blind tell apart, and letters."""

from attendance.model import Status

# Okabe and Ito's palette (jfly.uni-koeln.de/color).
STATUS = {
    Status.PRESENT: "#009E73",
    Status.LATE: "#E69F00",
    Status.ABSENT: "#D55E00",
    Status.EXCUSED: "#56B4E9",
}
LETTERS = {
    Status.PRESENT: "P",
    Status.LATE: "L",
    Status.ABSENT: "A",
    Status.EXCUSED: "E",
}
NO_MARK = "#D0D0D0"
INK, QUIET, PAPER = "#000000", "#666666", "#FFFFFF"

# Cividis, made to look alike with every kind of colour vision (Nuñez et al. 2018,
# doi:10.1371/journal.pone.0199239), at 0, 25, 50, 75 and 100 %.
_CIVIDIS = ((0, 34, 78), (65, 77, 107), (125, 124, 120), (188, 175, 111), (254, 232, 56))
_DARK = 0.5  # below, letters on it are white


def of_rate(rate: float) -> str:
    """The colour of a part attended, from 0 to 1."""
    place = rate * (len(_CIVIDIS) - 1)
    low = min(int(place), len(_CIVIDIS) - 2)
    pairs = zip(_CIVIDIS[low], _CIVIDIS[low + 1], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (place - low)):02X}" for a, b in pairs)


def ink_on(rate: float) -> str:
    """The colour of letters on that of a rate."""
    return PAPER if rate < _DARK else INK
