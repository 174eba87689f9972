"""How long something takes the processor, whatever else the machine and the other tests hold."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def taking_less_than(seconds: float) -> Iterator[None]:
    """Processor time. What earlier tests left in memory is not walked through again by the collector."""
    gc.collect()
    gc.freeze()
    began = time.process_time()
    try:
        yield
        spent = time.process_time() - began
    finally:
        gc.unfreeze()
    assert spent < seconds, f"took {spent:.2f} s of processor"
