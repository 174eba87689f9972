from fellowship.home.models.calendar_feed import CalendarFeed

__all__ = ["CalendarFeed"]
