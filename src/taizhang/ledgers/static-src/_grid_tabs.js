// As in WPS and Excel: Enter after a run of Tabs goes to the next row, under the column where the run began.
export function tabRun() {
  let from = null;
  let tabbing = false;
  return {
    tab(row, column, back) {
      tabbing = true;
      if (!back && (!from || from.row !== row)) from = { row, column };
    },
    // Any other way into a cell ends the run.
    arrived(before) {
      if (!tabbing || !before || !before.dataset.f) from = null;
      tabbing = false;
    },
    // How far to the right Enter goes.
    enter(row, column) {
      return from && from.row === row ? from.column - column : 0;
    },
  };
}
