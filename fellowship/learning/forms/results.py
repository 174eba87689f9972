import codecs

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fellowship.cohorts.forms.imports import ENDINGS, ImportForm
from fellowship.cohorts.forms.words import Line
from fellowship.learning.models import Outcome, Result
from fellowship.lib.uploads import SIZE_LIMIT
from fellowship.nhsuk.forms import DayField, ModelForm

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class ResultsFileForm(ImportForm):
    """Also what Excel saves as “Unicode Text”: UTF-16, which files that are kept must not be."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, up to 10 MB"),
        widget=forms.FileInput(attrs={"accept": ",".join((*ENDINGS, ".txt"))}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        begins = file.read(len(UTF_16[0]))
        file.seek(0)
        is_text = (file.name or "").lower().endswith((".csv", ".txt"))
        return file if is_text and begins in UTF_16 and file.size <= SIZE_LIMIT else super().clean_file()


class ResultForm(ModelForm):
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[("", _("Not marked yet")), *Outcome.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = Line(label=_("Why the result is taken back"), max_length=500, required=False)

    class Meta:
        model = Result
        fields = ["submitted_on", "extended_to", "outcome", "mark"]
        field_classes = {"submitted_on": DayField, "extended_to": DayField}
        labels = {
            "submitted_on": _("Handed in on"),
            "extended_to": _("Extended to"),
            "mark": _("Mark out of 100"),
        }

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        mark, outcome = cleaned.get("mark"), cleaned.get("outcome")
        if mark is not None and not 0 <= mark <= 100:
            self.add_error("mark", _("The mark must be between 0 and 100."))
        if mark is not None and not outcome:
            self.add_error("outcome", _("Choose the result that goes with this mark."))
        return cleaned

    def _post_clean(self) -> None:
        """The result itself is changed by the service alone, so the page shows it as it is."""
