"""What the visit page on the phone says, in the reader's language; `{name}` gaps are filled on the phone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from taizhang.core.language import language_of
from taizhang.engine.checklist import Severity
from taizhang.inspection.models import Moment, RecheckResult, ReportKind


def phone_words() -> dict[str, Any]:
    return {
        # The line that says what is still only on this phone.
        "all_safe": _("All handed over, nothing is only on this phone."),
        "some_refused": _("Some of it was not taken; the reason stands beside it."),
        "sending_words": _("Handing over: {n} entries to go …"),
        "sending_photos": _("Handing over: {n} photos to go, this one {percent} % …"),
        "kept": _("Only on this phone so far: {entries} entries, {photos} photos. Handed over in a moment."),
        "away": _("No connection. Kept on this phone: {entries} entries, {photos} photos."),
        "away_safe": _("No connection. Everything was handed over."),
        "signed_out": _("Signed out. {n} things wait on this phone."),
        "sign_in": _("Sign in and go on"),
        "refused": _("The server does not take these visits from you; ask who planned them."),
        "rest_safe": _("Everything else was handed over."),
        # A visit that is not its owner's to make any more, or that the server does not take.
        "apart": _("Set apart"),
        "apart_why": _("The server does not take this visit from you; ask who planned it."),
        "apart_schools": _("Not taken, only on this phone: {schools}; open it for the reason. "),
        "apart_left": _(
            "Only on this phone: {entries} entries, {photos} photos. They stay; give a file of them to who planned it."
        ),
        "apart_give": _("Only on this phone: {entries} entries, {photos} photos. They stay until you hand them over."),
        "apart_safe": _("What was entered here was handed over; nothing more is asked."),
        "take_file": _("Take along as a file"),
        "take_off": _("Take the visit off this phone"),
        "take_off_sure": _(
            "{entries} entries and {photos} photos are only on this phone and go with it. Did you keep the file?"
        ),
        "give": _("Hand over to who goes now"),
        "give_told": _(
            "New there: {new} entries, {photos} photos. Something else stands there at {n} places; both stay, and who "
            "goes now chooses:"
        ),
        "give_sure": _("Hand all of it over"),
        "give_away": _("No connection, or signed out. What is here stays."),
        "giving": _("It is handed over to who goes now."),
        "take_over": _("Take over into another visit"),
        "hand_over": _("Hand over now"),
        "skew": _("This phone's clock is {off} off; times are told by the server's."),
        "off": {"minutes": _("{n} minutes"), "hours": _("{n} hours"), "days": _("{n} days")},
        "full": _(
            "No room left on this phone: {n} things stand on the screen alone. Free some room; they are kept then."
        ),
        # The list of visits.
        "who": _("Sign in once with a connection; after that this page opens without."),
        "my_visits": _("Visits on this phone"),
        "nothing_carried": _("Nothing here yet. Take along a day's visits while there is a connection."),
        "take_along": pgettext("visits", "Take along"),
        "take_day": _("{day}: {n} visits"),
        "no_days": _("No visit of yours is planned for the days to come."),
        "taking": _("Taking along …"),
        "taken": _("Taken along: {n} visits. They open without a connection now."),
        "none_that_day": _("No visit of yours is planned for that day."),
        "not_to_enter": _("This visit is not there to be entered: filed, called off, or not yours."),
        "take_failed": _("Nothing taken along: no connection, or signed out. What is here stays."),
        "done_of": _("{done} of {all} items"),
        "filed": pgettext("a visit", "Filed"),
        "only_here": _("Only on this phone"),
        "handed_over": _("Handed over"),
        "finished_here": pgettext("a visit", "Finished, not filed yet"),
        # The visit.
        "back": _("All visits"),
        "desk_page": _("The visit's page"),
        "not_filed": _("Not filed yet:"),
        "and_more": _("and {n} more"),
        "safe_not_filed": _("All handed over, but {n} visits are not filed: the reasons stand with them."),
        "not_filed_why": _("Not filed yet; the reasons stand at the top."),
        "filed_note": _("Filed; nothing can be changed here any more."),
        "school_filed": _("The {place} filed: {title} {value}"),
        "school_not_filed": _("The {place} filed nothing: {title}"),
        "differs": _("{title}: the {place} filed {value}, found on site {seen}"),
        "last_time": _("Last found, {day}: {problem}"),
        "pass": pgettext("an item", "Pass"),
        "fail": pgettext("an item", "Fail"),
        "not_applicable": pgettext("an item", "Not applicable"),
        "why_not_applicable": _("Why not applicable"),
        "note": pgettext("to an item", "Note"),
        "two_values": _("Two people entered different things. Choose one:"),
        "this_phone": _("this phone"),
        "station_absent": _("There is none here"),
        "station_answered": _("{n} answers were entered here. Take them back, because there is none?"),
        "station_there": _("There is one after all"),
        # What earlier visits left open.
        "rechecks": _("Looked at again"),
        "recheck_found": _("{number}, found on {found}, {severity}"),
        "recheck_asked": _("To be done: {opinion} ({responsible})"),
        "recheck_due": _("Due on {due}"),
        "recheck_said": {
            ReportKind.PLAN.value: _("Plan of the {place}, {day}: {text}"),
            ReportKind.REPORT.value: _("The {place} reports, {day}: {text}"),
        },
        "recheck_silent": _("The {place} has reported nothing."),
        "recheck_before": _("Last re-check, {day}: {result}. {note}"),
        "recheck_left": _("{n} larger photos stand on the notice's page."),
        "results": {value: str(label) for value, label in RecheckResult.choices},
        "moments": {value: str(label) for value, label in Moment.choices},
        # A finding.
        "finding": pgettext("inspection", "Finding"),
        "problem": pgettext("inspection", "Problem"),
        "severity": pgettext("inspection", "Severity"),
        "severities": {one.value: one.label.get(language_of()) for one in Severity},
        "opinion": _("What is to be done"),
        "person": _("Responsible person at the {place}"),
        "person_heads": _("This person is the head of the {place}"),
        "term": {"days": _("Working days after the notice is received"), "hours": _("Hours from now")},
        "term_instead": {"hours": _("To be put right at once: in hours"), "days": _("In working days instead")},
        # Photos.
        "photo": _("Take a photo"),
        "photo_needed": _("Take a photo (needed here)"),
        "photo_here": _("kept on this phone"),
        "photo_held": _("not kept yet: no room on this phone"),
        "photo_elsewhere": _("on another phone, not handed over"),
        "elsewhere_left": _("Another phone ({who}, {at}) has {n} things that were not handed over."),
        "elsewhere_unknown": _(
            "{who} took this visit along too ({at}); whether that phone holds something is unknown."
        ),
        "elsewhere_sure": _("File it all the same? What comes later is kept beside it and changes nothing."),
        "photo_there": _("handed over"),
        "photo_off": _("Take it off"),
        "photo_off_sure": _("Take this photo off? {name}"),
        "no_photo": _("“{name}” is no photo that can be shown; it was not kept. Take a JPEG or PNG."),
        "photo_refused": _("not taken: {why}"),
        # People, difficulties, the end.
        "people": _("Interviewed"),
        "interviewed": {"teachers": _("Teachers"), "pupils": _("Pupils")},
        "one_more": _("{who}: one more"),
        "one_less": _("{who}: one less"),
        "difficulties": _("Difficulties the {place} raises"),
        "difficulties_apart": _("These are no findings; they are passed on apart."),
        "difficulty": _("Difficulty"),
        "add_difficulty": _("Another difficulty"),
        "end": _("Before leaving"),
        "signed_by": _("Signed for the {place} by"),
        "sign_here": _("Sign here with a finger"),
        "sign_clear": _("Clear"),
        "sign_keep": _("Keep the signature"),
        "signature": pgettext("a picture", "Signature"),
        "sign_kept": _("The signature is kept."),
        "finish": _("Finish this visit"),
        "finished": _("Finished; it is filed once all is handed over."),
        "missing": {
            "conflict": _("Two people wrote different things; choose one"),
            "answer": _("No answer"),
            "number": _("Not a number as it is asked for"),
            "reason": _("No reason"),
            "photo": _("No photo"),
            "problem": _("No problem named"),
            "opinion": _("Nothing to be done named"),
            "responsible": _("Nobody responsible"),
            "term": _("No term"),
            "heads": _("What is serious is the head's to put right"),
            "recheck": _("No result of the re-check"),
        },
    }
