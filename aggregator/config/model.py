"""What every mapping of feeds.yaml has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A mapping of the file: unknown keys are faults, nothing changes afterwards, and no value shows in an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, coerce_numbers_to_str=True, allow_inf_nan=False
    )
