/* Excel, through Office.js: what is not loaded and synced cannot be read, and a batch ends at the first call that fails. */
(function (window, document) {
  "use strict";

  var SLICE = 4194304, PATIENCE = 20000, PORTION = 500;
  var PROBLEMS = {
    InvalidOperationInCellEditMode: "editing", AccessDenied: "protected", ItemNotFound: "gone", ApiNotFound: "old"
  };
  var LOOK = "format/font/name,format/font/size,format/font/bold,format/horizontalAlignment,format/verticalAlignment,format/wrapText";
  var EDGES = ["EdgeTop", "EdgeBottom", "EdgeLeft", "EdgeRight", "InsideHorizontal"];

  function context() { return window.Office.context; }

  function can(set, version) {
    var known = context() && context().requirements;
    return !!known && !!known.isSetSupported(set, version);
  }

  /* Only the first call counts: a host that is slow may answer after it was given up. */
  function once(done) {
    var over = false;
    return function (problem, more) {
      if (!over) { over = true; done(problem, more); }
    };
  }

  function name(error) { return error.problem || PROBLEMS[error.code] || "failed"; }

  function detail(error) { return error.detail || error.code || ""; }

  function run(batch, done) {
    try {
      window.Excel.run(batch).then(function () { done("", ""); }, function (error) { done(name(error), detail(error)); });
    } catch (error) {
      done(name(error), detail(error));
    }
  }

  /* --- Reading --- */

  function load(done) {
    var script;
    if (window.Office) { done(""); return; }
    script = document.createElement("script");
    script.src = "/office-js/office.js";
    script.onload = function () { done(window.Office ? "" : "officeless"); };
    script.onerror = function () { done("officeless"); };
    document.getElementsByTagName("head")[0].appendChild(script);
  }

  function start(done) {
    load(function (problem) {
      var ready = once(done);
      if (problem) { ready(problem); return; }
      window.setTimeout(function () { ready("hostless"); }, PATIENCE);
      window.Office.onReady(function (info) { ready(info && info.host === "Excel" ? "" : "hostless"); });
    });
  }

  /* A path as the system has it; of a book in the cloud an address, of one that was never saved nothing. */
  function book() {
    var url = (context().document && context().document.url) || "", remote = /^[a-z]{2,}:\/\//i.test(url);
    var last = (remote ? url.replace(/[?#].*$/, "") : url).split(/[\\/]/).pop();
    return { name: remote ? decoded(last) : last, path: /^(?:[A-Za-z]:[\\/]|\\\\|\/)/.test(url) ? url : "" };
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch (error) { return text; }
  }

  /* All slices one after the other; the file is closed in every case, for Excel keeps two of them at most. */
  function slices(file, done) {
    var pieces = [], size = 0;
    function close(problem) {
      var closed = once(function () { done(problem, problem ? null : new Blob(pieces)); });
      window.setTimeout(closed, PATIENCE);
      try { file.closeAsync(closed); } catch (error) { closed(); }
    }
    function take(number) {
      var taken = once(function (problem, data) {
        var piece;
        if (problem) { close(problem); return; }
        piece = new Uint8Array(data);
        size += piece.length;
        pieces.push(piece);
        next(number + 1);
      });
      window.setTimeout(function () { taken("silent"); }, PATIENCE);
      try {
        file.getSliceAsync(number, function (got) {
          if (got.status === window.Office.AsyncResultStatus.Succeeded) { taken("", got.value.data); } else { taken("unread"); }
        });
      } catch (error) {
        taken("unread");
      }
    }
    function next(number) {
      if (number < file.sliceCount) { take(number); } else { close(size === file.size ? "" : "torn"); }
    }
    next(0);
  }

  /* Where Excel does not give the bytes, the server may read the file that was saved. */
  function read(done) {
    var got = once(function (problem, file) {
      if (problem) { done(book().path ? "" : problem, null); } else { slices(file, done); }
    });
    if (!can("CompressedFile", "1.1")) { got("uncompressed"); return; }
    window.setTimeout(function () { got("silent"); }, 3 * PATIENCE);
    try {
      context().document.getFileAsync(window.Office.FileType.Compressed, { sliceSize: SLICE }, function (told) {
        if (told.status === window.Office.AsyncResultStatus.Succeeded) { got("", told.value); } else { got("unread"); }
      });
    } catch (error) {
      got("unread");
    }
  }

  /* --- Going to a cell --- */

  function select(at, done) {
    run(function (batch) {
      var sheet = batch.workbook.worksheets.getItem(at[1]);
      sheet.activate();
      sheet.getRange(at[2]).select();
      return batch.sync();
    }, done);
  }

  /* --- Writing --- */

  function fail(problem, what) {
    var error = new Error(problem);
    error.problem = problem;
    error.detail = what;
    throw error;
  }

  function same(was, is) {
    if (was === null || was === "") { return is === ""; }
    if (typeof was === "object") { return typeof is === "number"; }
    return typeof was === "number" ? Number(is) === was && is !== "" : String(is) === String(was);
  }

  function column(list) { return list.map(function (one) { return [one]; }); }

  /* What a strip needs to know before anything is written: what stands there, how its neighbour looks. */
  function ask(batch, strip) {
    var sheet = batch.workbook.worksheets.getItem(strip.sheet);
    var asked = { strip: strip, cells: sheet.getRange(strip.cells), like: null, edges: [], protection: null };
    asked.cells.load("values,formulas");
    if (can("ExcelApi", "1.2")) {
      asked.protection = sheet.protection;
      asked.protection.load("protected");
    }
    if (strip.like) {
      asked.like = sheet.getRange(strip.like);
      asked.like.load(LOOK);
      asked.edges = EDGES.slice(0, strip.new.length > 1 ? 5 : 4).map(function (edge) {
        var line = asked.like.format.borders.getItem(edge);
        line.load("style,color");
        return line;
      });
    }
    return asked;
  }

  function check(asked) {
    var strip = asked.strip;
    if (asked.protection && asked.protection.protected) { fail("protected", strip.sheet); }
    strip.old.forEach(function (was, row) {
      var is = asked.cells.values[row][0], formula = asked.cells.formulas[row][0];
      if (!same(was, is) || formula !== is && String(formula).charAt(0) === "=") { fail("changed", strip.sheet + "!" + strip.cells); }
    });
  }

  /* Null is what Excel says where the cells of a range do not look alike. */
  function copy(to, from, names) {
    names.forEach(function (name) {
      if (from[name] !== null && from[name] !== undefined) { to[name] = from[name]; }
    });
  }

  function look(asked) {
    var to = asked.cells.format, from = asked.like.format;
    copy(to.font, from.font, ["name", "size", "bold"]);
    copy(to, from, ["horizontalAlignment", "verticalAlignment", "wrapText"]);
    asked.edges.forEach(function (line, number) {
      if (line.style && line.style !== "None") { copy(to.borders.getItem(EDGES[number]), line, ["style", "color"]); }
    });
  }

  /* The format of text stands before the text: what begins with = is none of a formula's then. */
  function put(asked) {
    var strip = asked.strip, cells = asked.cells;
    if (asked.like) { look(asked); }
    if (strip.width && can("ExcelApi", "1.2")) { cells.format.columnWidth = 6 * strip.width + 4; }
    if (strip.kind === "look") { return; }
    if (strip.kind === "text") { cells.numberFormat = column(strip.new.map(function () { return "@"; })); }
    if (strip.kind === "number" && asked.like) { cells.numberFormat = column(strip.new.map(function () { return "General"; })); }
    cells.values = column(strip.new);
  }

  function verify(asked) {
    asked.strip.new.forEach(function (meant, row) {
      if (!same(meant, asked.cells.values[row][0])) { fail("unlike", asked.strip.sheet + "!" + asked.strip.cells); }
    });
  }

  /* Some strips of one sheet at a time: a sheet that cannot be written into fails at its first cell. */
  function portions(asked) {
    var found = [], cells = PORTION, sheet = "";
    asked.forEach(function (one) {
      if (cells >= PORTION || one.strip.sheet !== sheet) {
        found.push([]);
        cells = 0;
      }
      found[found.length - 1].push(one);
      cells += one.strip.new.length;
      sheet = one.strip.sheet;
    });
    return found;
  }

  function count(asked) {
    return asked.strip.new.filter(function (meant, row) { return meant !== asked.strip.old[row]; }).length;
  }

  function write(strips, done) {
    var written = 0, begun = false;
    run(function (batch) {
      var asked = strips.map(function (strip) { return ask(batch, strip); });
      var going = batch.sync().then(function () { asked.forEach(check); });
      portions(asked).forEach(function (some) {
        going = going.then(function () {
          some.forEach(put);
          begun = true;
          return batch.sync();
        }).then(function () { some.forEach(function (one) { written += count(one); }); });
      });
      return going.then(function () {
        asked.forEach(function (one) { one.cells.load("values"); });
        return batch.sync();
      }).then(function () { asked.forEach(verify); });
    }, function (problem, what) {
      done(problem, what, written, begun && problem !== "" && problem !== "editing" && problem !== "protected");
    });
  }

  /* --- A report --- */

  function show(base64, done) {
    function insert() {
      if (!can("ExcelApi", "1.13")) { done("unshown"); return; }
      run(function (batch) {
        batch.workbook.insertWorksheetsFromBase64(base64, { positionType: "End" });
        return batch.sync();
      }, function (problem) { done(problem ? "unshown" : "inserted"); });
    }
    if (!can("ExcelApi", "1.8")) { insert(); return; }
    try {
      window.Excel.createWorkbook(base64).then(function () { done(""); }, insert);
    } catch (error) {
      insert();
    }
  }

  function lacks() {
    var found = [];
    if (!can("CompressedFile", "1.1")) { found.push("lack-compressed"); }
    if (!can("ExcelApi", "1.1")) { found.push("lack-cells"); }
    return found;
  }

  window.xltrackAdapters = window.xltrackAdapters || {};
  window.xltrackAdapters.excel = {
    name: "excel", start: start, book: book, read: read, select: select, write: write, show: show, lacks: lacks
  };
}(window, document));
