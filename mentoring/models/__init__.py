from mentoring.models.comment import Comment, CommentVersion
from mentoring.models.visit import Visit

__all__ = ["Comment", "CommentVersion", "Visit"]
