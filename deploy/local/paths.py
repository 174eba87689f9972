"""Where things are. Everything a machine makes for itself is under var/, which git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
SECRETS = VAR / "secrets"
VENV = VAR / "venv"
PYTHON = VENV / "bin" / "python"
ASSETS = VAR / "assets"
LOGS = VAR / "log"
