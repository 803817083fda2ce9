"""`taizhang workdays`: the last day of a period, or how many working days there are, day by day. Needs no database and
does not start Django."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from taizhang.config.commands.common import fail, json_option, language, name_settings, print_json, say

if TYPE_CHECKING:
    from taizhang.engine.working_days import Count, Pause

_DAY = click.DateTime(["%Y-%m-%d"])
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


class _TakesNumbers(click.Command):
    """`-3` is a number below zero, told as such, and no option of that name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption:
            for word in given:
                if re.match(r"-\d", word):
                    fail(
                        f"DAYS 应为 0 或更大的整数，现为 {word}，请改正。",
                        f"DAYS is a whole number from 0, not {word}; correct it.",
                    )
            raise


@click.command(cls=_TakesNumbers)
@click.argument("start", metavar="FROM", type=_DAY)
@click.argument("days", metavar="[DAYS]", type=int, required=False)
@click.option("--pause", "pauses", metavar="A:B", multiple=True, help="First and last day of a pause; may be repeated.")
@click.option("--calendar", "every_day", is_flag=True, help="Count calendar days instead of working days.")
@click.option("--months", type=int, help="A period of months instead of DAYS.")
@click.option("--until", type=_DAY, help="Count the working days after FROM up to and with this day.")
@json_option
def workdays(
    start: datetime,
    days: int | None,
    pauses: tuple[str, ...],
    every_day: bool,
    months: int | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """The last day of a period of DAYS working days after FROM (2026-03-31), which is itself not counted.

    An extension is counted from the old last day. Years without a published calendar are estimated, and it is said.
    """
    if sum(given is not None for given in (days, months, until)) != 1:
        fail(
            "天数、--months、--until 应写一种，也只写一种。",
            "Give one of DAYS, --months and --until, and only one.",
        )
    if days is None and (pauses or every_day):
        fail("--pause 和 --calendar 只用于按天数计算。", "--pause and --calendar go with DAYS only.")
    from taizhang.core.working_days import working_calendar
    from taizhang.engine.working_days import counted_until, due_after, due_after_months, require_countable

    stretches = [_pause(text) for text in pauses]
    last_day = until.date() if until is not None else start.date()
    for on in (start.date(), last_day, *(end for pause in stretches for end in (pause.first, pause.last))):
        require_countable(on)
    name_settings()
    calendar = working_calendar()
    if months is not None:
        done = due_after_months(calendar, start.date(), months)
    elif days is not None:
        done = due_after(calendar, start.date(), days, pauses=stretches, every_day=every_day)
    else:
        done = counted_until(calendar, start.date(), last_day)
    if as_json:
        print_json(_as_json(done, counts_until=until is not None))
    else:
        _print(done, counts_until=until is not None, every_day=every_day or months is not None)


def _pause(text: str) -> Pause:
    from taizhang.engine.working_days import Pause

    first, _colon, last = text.partition(":")
    try:
        return Pause(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        fail(
            f"--pause 应为“首日:末日”，如 2026-03-02:2026-03-06，现为“{text}”。",
            f"--pause is first day:last day, such as 2026-03-02:2026-03-06, not {text!r}.",
        )


def _as_json(done: Count, *, counts_until: bool) -> dict[str, object]:
    """The shape for programs; its words are Chinese whatever the terminal speaks. counts: the running number or false;
    note: which years are estimated, else empty."""
    return {
        **({"count": done.count} if counts_until else {"due": done.last}),
        "estimated": bool(done.estimated_years),
        "note": done.note.zh,
        "days": [{"date": step.on, "counts": step.number or False, "why": step.why.zh} for step in done.steps],
    }


def _print(done: Count, *, counts_until: bool, every_day: bool) -> None:
    say("日期        星期  计数  说明", "Date        Day   Count  Why")
    for step in done.steps:
        number = "—" if step.number is None else str(step.number)
        click.echo(f"{step.on}  {_weekday(step.on)}  {number:>4}  {step.why.get(language())}")
    kind = ("天", "days") if every_day else ("个工作日", "working days")
    if counts_until:
        say(f"共 {done.count} {kind[0]}。", f"{done.count} {kind[1]}.")
    else:
        say(
            f"期限 {done.count} {kind[0]}，{done.last}（星期{_WEEKDAYS['zh'][done.last.weekday()]}）届满。",
            f"{done.count} {kind[1]}, due on {done.last} ({_WEEKDAYS['en'][done.last.weekday()]}).",
        )
    if done.estimated_years:
        say(f"推算：{done.note.zh}", f"Estimated: {done.note.get('en')}")


def _weekday(on: date) -> str:
    """Four columns wide in both languages."""
    return f"周{_WEEKDAYS['zh'][on.weekday()]}" if language() == "zh" else f"{_WEEKDAYS['en'][on.weekday()]} "
