"""XmR and run charts in the Making Data Count style: arithmetic only, no Django, no dependency.

`xmr` gives the means, limits, special causes and icons of an XmR chart, `run_chart` the median and the
Anhøj rules. Both take one value per date in any order (None = no reading) and answer in date order, with
tuples of one item per date, each counted from 0. None in an answer means undefined (no mean without a
value, no limits without two neighbouring values, no icon without a target). Numbers are in the unit of the
values. What cannot be charted raises `SpcError`, a ValueError whose text is a sentence for people.

Rules: those of NHSRplotthedots 0.2.2 (MIT; XmR) and qicharts2 0.8.1 (run chart), in our own words and code,
checked against both. Where the tools of the field disagree, README.md beside this file says what we do.
"""

from challenges.spc.limits import Segment
from challenges.spc.readings import SpcError
from challenges.spc.run_charts import RunChart, RunPoint, RunSegment, run_chart
from challenges.spc.xmr_charts import Point, XmrChart, xmr

__all__ = [
    "Point",
    "RunChart",
    "RunPoint",
    "RunSegment",
    "Segment",
    "SpcError",
    "XmrChart",
    "run_chart",
    "xmr",
]
