from mentoring.models.comment import Comment, CommentVersion
from mentoring.models.link import Link, LinkEnd
from mentoring.models.visit import Visit

__all__ = ["Comment", "CommentVersion", "Link", "LinkEnd", "Visit"]
