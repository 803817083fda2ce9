"""Forms of what a unit reports and asks for: of which findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from taizhang.core.templatetags.taizhang import shown
from taizhang.inspection.forms import PlainForm, many
from taizhang.inspection.models import ReportKind
from taizhang.inspection.services.reports import LONGEST, LONGEST_OF_ONE
from taizhang.inspection.types import FindingLine


class ExtensionForm(PlainForm):
    """lines: the findings that more time can be asked for; proposed: those that are ticked at first."""

    findings = many(_("Findings that need more time"), _("The others keep their deadlines."))
    days = forms.IntegerField(label=_("Working days more"), min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, lines: Sequence[FindingLine], proposed: Collection[int], **kwargs: Any) -> None:
        self.lines, self.proposed = lines, proposed
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        chosen = self.fields["findings"]
        chosen.choices = [  # type: ignore[attr-defined]
            (str(line.id), f"{line.problem}（{shown(line.standing.deadline)}）") for line in self.lines
        ]
        chosen.required = bool(self.lines)  # of none the service says why
        chosen.error_messages["invalid_choice"] = _(
            "One of these is past its deadline or reported by now. Choose anew."
        )
        chosen.initial = [str(pk) for pk in self.proposed]

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {**self.cleaned_data, "findings": [int(pk) for pk in self.cleaned_data["findings"]]}


class ReportForm(PlainForm):
    """lines: the open findings; proposed: those that are ticked at first. client_id: a form sent twice is one report.
    Photos are read from the request."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ReportKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What is or was done"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For all findings that are ticked. Where each has words of its own it may stay empty."),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[FindingLine], proposed: Collection[int], **kwargs: Any) -> None:
        self.lines, self.proposed = lines, proposed
        super().__init__(*args, **kwargs)

    def _fill(self) -> None:
        for line in self.lines:
            self.fields[f"about-{line.id}"] = forms.BooleanField(
                label=line.problem, required=False, initial=line.id in self.proposed
            )
            self.fields[f"words-{line.id}"] = forms.CharField(
                label=gettext("Words about this finding"),
                max_length=LONGEST_OF_ONE,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any] | None:
        for line in self.lines:
            if self.cleaned_data.get(f"words-{line.id}") and not self.cleaned_data.get(f"about-{line.id}"):
                self.add_error(f"about-{line.id}", gettext("Tick this finding, or take its words out."))
        return self.cleaned_data

    def rows(self) -> Iterator[tuple[FindingLine, forms.BoundField, forms.BoundField]]:
        """Each finding with its box and its words."""
        for line in self.lines:
            yield line, self[f"about-{line.id}"], self[f"words-{line.id}"]

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        said = self.cleaned_data
        about = {line.id: said[f"words-{line.id}"] for line in self.lines if said[f"about-{line.id}"]}
        return {"kind": said["kind"], "text": said["text"], "client_id": said["client_id"], "about": about}
