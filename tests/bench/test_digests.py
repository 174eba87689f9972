"""What cannot be measured is no goal reached."""

import datetime as dt

import time_machine
from django.utils import timezone

from bench.digests import bench_digests


def test_before_half_past_seven_the_goal_is_not_reached_and_the_bench_says_why(capsys):
    early = timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time(7, 29)))
    with time_machine.travel(early, tick=False):
        assert bench_digests() is False
    assert "not measured" in capsys.readouterr().out
