"""Accessibility: what axe-core finds on a page, told so that it can be mended."""

from typing import Any

from playwright.sync_api import Page

from tests.support.chromium import AXE
from tests.support.missing import missing

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
SCRIPTS_ARE_OFF = """() => {
  const box = document.createElement("div");
  box.innerHTML = "<noscript><i></i></noscript>";
  return box.querySelector("i") !== null;
}"""


def contrast_violations(page: Page) -> list[str]:
    """One sentence for each place of a page that axe looked at before where words are too pale.

    For the same page in other colours.
    """
    found = page.evaluate("axe.run(document, {runOnly: ['color-contrast']})")
    return [told(rule, node) for rule in found["violations"] for node in rule["nodes"]]


def axe_violations(page: Page, *, colours: bool = True) -> list[str]:
    """One sentence for each place where the page breaks WCAG 2.2 AA or good practice.

    Colours take most of the time, and are those of the style sheet, whatever is written in them.
    """
    if not AXE.exists():
        missing("axe-core: npm did not give it; `make test` fetches it")
    page.wait_for_load_state()  # a button that was pressed just now may have led elsewhere
    if page.evaluate(SCRIPTS_ARE_OFF):  # where axe would wait for ever
        raise RuntimeError("axe needs JavaScript: let it look at the same page in another context")
    page.evaluate(AXE.read_text())
    rules = OPTIONS["rules"] | {"color-contrast": {"enabled": colours}}
    found = page.evaluate("options => axe.run(document, options)", OPTIONS | {"rules": rules})
    return [told(rule, node) for rule in found["violations"] for node in rule["nodes"]]


def told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    """A finding as one line: the rule, the element and what is wrong."""
    return f"{rule['id']} at {node['html'][:120]}: {' '.join(node['failureSummary'].split())}"


def assert_no_axe_violations(page: Page) -> None:
    """Fail with every finding."""
    found = axe_violations(page)
    assert not found, "\n".join([f"{page.url} has {len(found)} problems of accessibility:", *found])
