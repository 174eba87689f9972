import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.test import override_settings

from fellowship.nhsuk.assets import AssetsMissing, build_assets, self_contained_css

CSS = """@font-face{font-family:F;src:url(https://assets.nhs.uk/fonts/F.woff2) format("woff2")}
a{background:url(/assets/images/nhsuk-icon-cross.svg)}b{background:url("/assets/images/x.svg")}
/*# sourceMappingURL=nhsuk-frontend.min.css.map */"""


def test_css_is_made_to_stand_on_its_own():
    css = self_contained_css(CSS)
    assert "font-face" not in css
    assert "sourceMappingURL" not in css
    assert "url(images/nhsuk-icon-cross.svg)" in css
    assert 'url("images/x.svg")' in css


def test_css_that_fetches_from_another_host_is_refused():
    with pytest.raises(ValueError, match="another host"):
        self_contained_css("a{background:url(https://example.org/x.png)}")


def test_build_without_the_package_says_how_to_get_it(tmp_path):
    with pytest.raises(AssetsMissing, match="npm ci"):
        build_assets(node_modules=tmp_path, target=tmp_path / "out")


def test_build_copies_only_what_the_css_uses(tmp_path):
    source = tmp_path / "nhsuk-frontend" / "dist" / "nhsuk"
    (source / "assets" / "images").mkdir(parents=True)
    for name in ("nhsuk-icon-cross.svg", "x.svg", "unused.png"):
        (source / "assets" / "images" / name).write_text(name)
    (source / "nhsuk-frontend.min.css").write_text(CSS)
    (source / "nhsuk-frontend.min.js").write_text("export{};//# sourceMappingURL=nhsuk-frontend.min.js.map\n")
    for _time in range(2):
        files = build_assets(node_modules=tmp_path, target=tmp_path / "out")
    assert sorted(path.name for path in files) == [
        "nhsuk-frontend.min.css",
        "nhsuk-frontend.min.js",
        "nhsuk-icon-cross.svg",
        "x.svg",
    ]
    assert "sourceMappingURL" not in (tmp_path / "out" / "nhsuk" / "nhsuk-frontend.min.js").read_text()


def test_everything_served_survives_hashed_names(tmp_path):
    """collectstatic as in production; a reference to a missing file would stop it."""
    with override_settings(
        STATIC_ROOT=tmp_path,
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
        },
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        named = ManifestStaticFilesStorage(location=tmp_path).hashed_files
    css = (tmp_path / named["nhsuk/nhsuk-frontend.min.css"]).read_text()
    icons = set(re.findall(r"url\(\"?(images/[^)\"]+)", css))
    assert icons
    assert all((tmp_path / "nhsuk" / icon).is_file() for icon in icons)
    assert all(re.search(r"\.[0-9a-f]{12}\.svg$", icon) for icon in icons)
    assert "css/balcony.css" in named
