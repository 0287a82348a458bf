"""OpenVINO, without its usage statistics.

`openvino` imports its converter's tools, which report to their maker at once that they were
imported. Nothing of ours goes anywhere unasked; `openvino` does without those tools, and so do we.
"""

import sys

sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]  # as if not installed

import openvino  # noqa: E402

__all__ = ["openvino"]
