"""What reads figures. Every function keeps to the actor's scope; a unit outside of it reads as not there."""

from taizhang.figures.queries.as_json import as_json, figure_as_json, figures_as_json, trace_as_json
from taizhang.figures.queries.comparing import (
    catalogue,
    change_between,
    crumbs,
    last_year,
    mergers_between,
    restated_figure,
)
from taizhang.figures.queries.moving import Moved, Moves, latest_moves, moves_of
from taizhang.figures.queries.rows import MAX_EXPORT, personal_fields, rows
from taizhang.figures.queries.search import search
from taizhang.figures.queries.together import FigureRef, traces_as_json
from taizhang.figures.queries.tracing import (
    FILINGS_SHOWN,
    filings_of,
    input_figures,
    members_of,
    status_reason,
    trace,
)
from taizhang.figures.queries.values import (
    NOT_COMPUTED,
    NotVisible,
    children,
    figure,
    figures,
    indicator_of,
    require_visible,
    series,
    stored_periods,
    visible_places,
    visible_units,
)

__all__ = [
    "FILINGS_SHOWN",
    "MAX_EXPORT",
    "NOT_COMPUTED",
    "FigureRef",
    "Moved",
    "Moves",
    "NotVisible",
    "as_json",
    "catalogue",
    "change_between",
    "children",
    "crumbs",
    "figure",
    "figure_as_json",
    "figures",
    "figures_as_json",
    "filings_of",
    "indicator_of",
    "input_figures",
    "last_year",
    "latest_moves",
    "members_of",
    "mergers_between",
    "moves_of",
    "personal_fields",
    "require_visible",
    "restated_figure",
    "rows",
    "search",
    "series",
    "status_reason",
    "stored_periods",
    "trace",
    "trace_as_json",
    "traces_as_json",
    "visible_places",
    "visible_units",
]
