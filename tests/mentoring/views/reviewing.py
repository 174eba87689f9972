"""The review page as it is sent and read."""

import re
import uuid


def keys(scene) -> dict[str, str]:
    rows = {"entry": scene.entry, "milestone": scene.milestone, "brief": scene.brief}
    return {kind: f"{kind}-{row.pk}" for kind, row in rows.items()}


def boxes(scene, act: str, **words: str) -> dict[str, str]:
    """The page's form as the browser sends it, with `words` in the boxes of those kinds."""
    data = {"form": str(uuid.uuid4()), "version": "0", "act": act}
    for kind, key in keys(scene).items():
        row = getattr(scene, kind)
        row.refresh_from_db()
        data |= {f"text-{key}": words.get(kind, ""), f"stamp-{key}": str(row.version)}
    return data


def main(response) -> str:
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def box(page: str, key: str) -> str:
    return re.search(rf'<textarea[^>]*name="text-{key}"[^>]*>\n?(.*?)</textarea>', page, re.S)[1]
