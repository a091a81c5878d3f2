"""The import rules name their modules one by one; a new module must not slip past them."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SURFACES = {
    "api",
    "app",
    "cli",
    "config",
    "core",
    "gateway",
    "office",
    "public",
    "simulator",
    "web",
    "wiring",
}
MAY_LEAD_TO_STRIPE = {"app", "gateway"}


def contract(name: str) -> set[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (found,) = [one for one in contracts if one["name"] == name]
    return {module.removeprefix("hov_donate.") for module in found["source_modules"]}


def parts() -> set[str]:
    package = ROOT / "hov_donate"
    folders = {inside.parent.name for inside in package.glob("*/__init__.py")}
    return folders | {file.stem for file in package.glob("*.py") if file.stem != "__init__"}


def test_every_feature_is_kept_from_http() -> None:
    assert parts() - SURFACES == contract("Features know nothing of HTTP")


def test_every_part_but_two_is_kept_from_the_stripe_library() -> None:
    expected = parts() - MAY_LEAD_TO_STRIPE
    assert expected == contract("Only gateway and app may lead to the Stripe library")
