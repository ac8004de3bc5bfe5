/* WPS, through its own Application: every call is done when it returns, and says by an exception that it is not. */
(function (window) {
  "use strict";

  var PORTION = 200, PANE = "xltrack_pane_et";

  function application() {
    var wps = window.wps;
    if (window.Application) { return window.Application; }
    if (!wps) { return null; }
    return wps.Application || (wps.EtApplication && wps.EtApplication()) || null;
  }

  function active() {
    var app = application();
    try { return (app && app.ActiveWorkbook) || null; } catch (error) { return null; }
  }

  function start(done) { done(application() ? "" : "hostless"); }

  function book() {
    var open = active();
    return open ? { name: String(open.Name), path: open.Path ? String(open.FullName) : "" } : null;
  }

  /* The server reads the file itself: what was not saved is not in it. */
  function read(done) {
    var open = active();
    if (!open) { done("bookless", null); return; }
    if (!open.Path) { done("unplaced", null); return; }
    done(open.Saved ? "" : "unsaved", null);
  }

  function select(at, done) {
    var sheet;
    try {
      sheet = active().Worksheets.Item(at[1]);
      sheet.Activate();
      sheet.Range(at[2]).Select();
    } catch (error) {
      done("gone", at[1]);
      return;
    }
    done("", "");
  }

  /* --- Writing --- */

  /* The cells of a strip by themselves: 「K3:K5」 is K3, K4, K5. */
  function cells(range) {
    var ends = /^([A-Z]+)(\d+):[A-Z]+(\d+)$/.exec(range), found = [], row;
    for (row = Number(ends[2]); row <= Number(ends[3]); row += 1) { found.push(ends[1] + row); }
    return found;
  }

  function same(was, is) {
    if (was === null || was === "") { return is === null || is === undefined || is === ""; }
    if (typeof was === "object") { return typeof is === "number"; }
    return typeof was === "number" ? Number(is) === was && is !== "" && is !== null : String(is) === String(was);
  }

  function check(strip) {
    var sheet = active().Worksheets.Item(strip.sheet), found = { problem: "", detail: "" };
    if (sheet.ProtectContents) { return { problem: "protected", detail: strip.sheet }; }
    cells(strip.cells).forEach(function (cell, row) {
      var held = sheet.Range(cell);
      if (!found.problem && (held.HasFormula || !same(strip.old[row], held.Value2))) {
        found = { problem: "changed", detail: strip.sheet + "!" + cell };
      }
    });
    return found;
  }

  function copy(to, from, names) {
    names.forEach(function (name) {
      if (from[name] !== null && from[name] !== undefined) { to[name] = from[name]; }
    });
  }

  function look(sheet, strip) {
    var to = sheet.Range(strip.cells), from;
    if (strip.like) {
      from = sheet.Range(strip.like);
      copy(to.Font, from.Font, ["Name", "Size", "Bold"]);
      copy(to, from, ["HorizontalAlignment", "VerticalAlignment", "WrapText"]);
      copy(to.Borders, from.Borders, ["LineStyle"]);
    }
    if (strip.width) { to.ColumnWidth = strip.width; }
    if (strip.kind === "text") { to.NumberFormatLocal = "@"; }
    if (strip.kind === "number" && strip.like) { to.NumberFormat = "General"; }
  }

  /* Some cells, then the window is let breathe, then the next ones. */
  function write(strips, done) {
    var waiting = [], written = 0, problem = null;
    function next() {
      var number, one, held;
      try {
        for (number = 0; number < PORTION && waiting.length; number += 1) {
          one = waiting.shift();
          if (one.first) { look(one.sheet, one.strip); }
          if (one.strip.kind !== "look") {
            held = one.sheet.Range(one.cell);
            held.Value2 = one.value;
            if (one.value !== one.old) { written += 1; }
            if (held.HasFormula || !same(one.value, held.Value2)) { done("unlike", one.strip.sheet + "!" + one.cell, written); return; }
          }
        }
      } catch (error) {
        done("busy", one.strip.sheet + "!" + one.cell, written);
        return;
      }
      if (waiting.length) { window.setTimeout(next, 0); } else { done("", "", written); }
    }
    try {
      strips.forEach(function (strip) {
        var sheet = active().Worksheets.Item(strip.sheet);
        problem = problem && problem.problem ? problem : check(strip);
        cells(strip.cells).forEach(function (cell, row) {
          waiting.push({ sheet: sheet, strip: strip, cell: cell, value: strip.new[row], old: strip.old[row], first: row === 0 });
        });
      });
    } catch (error) {
      problem = { problem: "busy", detail: "" };
    }
    if (problem && problem.problem) { done(problem.problem, problem.detail, 0); return; }
    next();
  }

  /* While a pane stands open the ribbon of some versions takes no mouse. */
  function hide() {
    var app = application(), pane;
    try {
      pane = app.GetTaskPane(Number(app.PluginStorage.getItem(PANE)));
      pane.Visible = false;
    } catch (error) {
      return;
    }
  }

  window.xltrackAdapters = window.xltrackAdapters || {};
  window.xltrackAdapters.wps = {
    name: "wps", start: start, book: book, read: read, select: select, write: write,
    lacks: function () { return []; }, hide: hide
  };
}(window));
