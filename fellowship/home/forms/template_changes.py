from django import forms

from fellowship.nhsuk.forms import Form


class ApplyTemplateForm(Form):
    """Only the button; `form_id` makes a second press the same act."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
