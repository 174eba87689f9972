from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fellowship.lib.archives import FileRefused
from fellowship.lib.uploads import check_upload
from fellowship.nhsuk.forms import Form

ENDINGS = (".xlsx", ".csv")


class ImportForm(Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, up to 10 MB"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        name = file.name or ""
        if not name.lower().endswith((*ENDINGS, ".xls", ".xlsm", ".xlsb")):
            raise ValidationError(_("This is not a spreadsheet we can read. Save it as XLSX or CSV."))
        try:
            check_upload(file, name=name)
        except FileRefused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return file
