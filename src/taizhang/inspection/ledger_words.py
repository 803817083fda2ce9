"""What the codes in the columns of the inspection ledgers are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import override

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import Severity
from taizhang.engine.text import Text
from taizhang.inspection.item_figures import item_key
from taizhang.organisation.models import OrgUnitKind

THEMES = "campaign"  # id of the packs' code list of themes
_STATION = {"seen": Text("已查看", "Seen"), "none": Text("本校没有", "Not there")}
_MODES = {"announced": Text("通知后到校", "Announced"), "unannounced": Text("随访不通知", "Unannounced")}
_RESULTS = {
    "open": Text("尚未复查", "Not re-checked"),
    "fixed": Text("已整改", "Fixed"),
    "partly": Text("部分整改", "Partly fixed"),
    "not_fixed": Text("未整改", "Not fixed"),
}
_STATES = {
    "issued": Text("已下发", "Issued"),
    "received": Text("已签收", "Received"),
    "reported": Text("已报整改", "Reported"),
    "rechecked": Text("已复查", "Re-checked"),
    "closed": Text("已销号", "Closed"),
}
_BANDS = {"reward": Text("奖励", "Reward"), "penalty": Text("处罚", "Penalty")}
Words = Mapping[str, Callable[[], Mapping[str, Text]]]


def themes() -> dict[str, Text]:
    """Themes that the installed packs count by, each once."""
    found: dict[str, Text] = {}
    for pack in installed_packs().packs.values():
        if (listed := pack.code_lists.get(THEMES)) is not None:
            found |= listed.codes
    return found


def theme_words(theme: str) -> str:
    """In the reader's language; a theme that no pack counts by as it was written."""
    known = themes()
    return known[theme].get(language_of()) if theme in known else theme


def _rules() -> dict[str, Text]:
    """Rules by which the installed checklists sort their findings."""
    packs, found = installed_packs(), dict[str, Text]()
    for key in dict.fromkeys(checklist.rules for checklist in packs.checklists.values()):
        if (listed := packs.code_lists.get(key)) is not None:
            found |= listed.codes
    return found


def _items() -> dict[str, Text]:
    """Items of the installed checklists, as findings name them."""
    found = installed_packs().checklists.values()
    return {item_key(checklist.key, item.id): item.text for checklist in found for item in checklist.items}


def _told(words: Mapping[str, Text]) -> Callable[[], Mapping[str, Text]]:
    return lambda: words


def _kinds() -> dict[str, Text]:
    with override("zh-hans"):
        zh = {kind.value: str(kind.label) for kind in OrgUnitKind}
    with override("en"):
        return {kind.value: Text(zh[kind.value], str(kind.label)) for kind in OrgUnitKind}


_CAMPAIGN: Words = {"campaign": themes}
_KIND: Words = {"kind": _kinds}
OF_VISITS: Words = {
    **_CAMPAIGN,
    **_KIND,
    "mode": _told(_MODES),
    **dict.fromkeys(("classroom", "dormitory", "canteen"), _told(_STATION)),
}
OF_FINDINGS: Words = {
    **_CAMPAIGN,
    **_KIND,
    "rule": _rules,
    "item": _items,
    "severity": _told({item.value: item.label for item in Severity}),
    "result": _told(_RESULTS),
}
OF_DIFFICULTIES = _KIND
OF_NOTICES: Words = {**_CAMPAIGN, **_KIND, "state": _told(_STATES)}
OF_TEAMS: Words = _CAMPAIGN
OF_RANKINGS: Words = {**_CAMPAIGN, "band": _told(_BANDS)}
