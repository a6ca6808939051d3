"""What the proofs under faults share."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.faults.histories", "tests.faults.rig")
