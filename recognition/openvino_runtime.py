"""OpenVINO, without its usage statistics.

`openvino` imports its converter's tools, which report to their maker at once that they were
imported. Nothing of ours goes anywhere unasked; `openvino` does without those tools, and so do we.
"""

import sys

sys.modules.setdefault("openvino.tools.ovc", None)  # type: ignore[arg-type]  # as if not installed

import openvino  # noqa: E402

# The first call makes a table, and lets go of Python's lock meanwhile. When two threads make that
# call at once, as two photos do that waited for a start, each has what the other needs: for ever,
# and with them every other thread of the process. Whoever imports this is alone.
openvino.Type.f32.to_dtype()

__all__ = ["openvino"]
