from django import forms
from django.utils.translation import gettext_lazy as _

from fellowship.nhsuk.forms import Form
from mentoring.forms.replies import Words


class CommentForm(Form):
    """Changing the words of a comment. `edited_at` says which words the form was shown with."""

    text = Words(label=_("Your comment"), required=True)
    edited_at = forms.CharField(widget=forms.HiddenInput, required=False)
