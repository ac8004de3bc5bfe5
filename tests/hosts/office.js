/* Stands in for Office.js and Excel behind it, as they are documented: what a test says of it is in window.fakeHost
   (bytes, url, slice, sets, sheets, fails, editing, …), what was asked of it in window.hostLog. */
(function () {
  "use strict";

  const host = window.fakeHost;
  const log = (window.hostLog = {
    open: 0, opened: 0, closed: 0, slices: [], selected: [], activated: [], syncs: 0, created: [], inserted: [], writes: [],
  });
  const MOST_OPEN = 2, LARGEST_SLICE = 4194304;

  const later = (call) => setTimeout(call, host.delay || 0);
  const answer = (done, value) => later(() => done({ status: "succeeded", value }));
  const refuse = (done, code) => later(() => done({ status: "failed", error: { code, name: "Internal Error", message: "failed" } }));
  const fails = (what) => (host.fails || []).includes(what);
  const newer = (one, other) => {
    const [a, b] = [one, other].map((text) => text.split(".").map(Number));
    return a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1]);
  };
  const isSetSupported = (set, version) => set in host.sets && newer(host.sets[set], version || "1.1");

  /* What Office.js promises has `then`; nobody here is to lean on more. */
  const promised = (promise) => ({ then: (good, bad) => promised(promise.then(good, bad)) });
  const failure = (code) => Object.assign(new Error(code), { name: "RichApi.Error", code, debugInfo: {} });

  function file(per) {
    const all = Uint8Array.from(atob(host.bytes), (c) => c.charCodeAt(0));
    let closed = false, asked = false;
    return {
      size: fails("torn") ? all.length + 1 : all.length, sliceCount: Math.ceil(all.length / per),
      getSliceAsync(number, done) {
        log.slices.push(number);
        if (fails("slice throws")) { throw new Error("5001"); }
        if (closed || asked || fails("slice " + number)) { refuse(done, 5001); return; } // one at a time
        asked = true;
        later(() => {
          asked = false;
          const data = Array.from(all.slice(number * per, (number + 1) * per));
          done({ status: "succeeded", value: { index: number, size: data.length, data } });
        });
      },
      closeAsync(done) {
        if (closed) { throw new Error("closed twice"); }
        closed = true;
        log.open -= 1;
        log.closed += 1;
        if (fails("close throws")) { throw new Error("5001"); }
        if (fails("close")) { refuse(done, 5001); } else { answer(done); }
      },
    };
  }

  window.Office = {
    FileType: { Compressed: "compressed" }, AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
    onReady(done) { later(() => done({ host: host.name === undefined ? "Excel" : host.name, platform: "PC" })); },
    context: {
      requirements: { isSetSupported },
      document: {
        get url() { return host.url; },
        getFileAsync(kind, options, done) {
          if (kind !== "compressed" || !(options.sliceSize <= LARGEST_SLICE)) { throw new Error("1"); }
          if (fails("file throws")) { throw new Error("5001"); }
          if (fails("file") || log.open >= MOST_OPEN) { refuse(done, 5001); return; }
          log.open += 1;
          log.opened += 1;
          answer(done, file(host.slice || options.sliceSize));
        },
      },
    },
  };

  /* --- Excel: calls wait in a queue until sync carries them out in their order; the first that fails ends it. --- */

  const needs = (version) => { if (!isSetSupported("ExcelApi", version)) { throw failure("ApiNotFound"); } };

  function addresses(range) {
    const [, column, first, last] = /^([A-Z]+)(\d+)(?::\1(\d+))?$/.exec(range);
    const found = [];
    for (let row = Number(first); row <= Number(last || first); row += 1) { found.push(column + row); }
    return found;
  }

  /* What somebody types, or a program writes, becomes of what the format of the cell says. */
  function enter(cell, value) {
    if (value === null) { return; }
    if (typeof value !== "string" || cell.format === "@") { cell.value = cell.formula = value; return; }
    if (/^[=+\-@]/.test(value)) { Object.assign(cell, { value: "#NAME?", formula: value.replace(/^[^=]/, "=$&") }); return; }
    cell.value = cell.formula = value !== "" && !isNaN(value) ? Number(value) : value.replace(/^'/, "");
  }

  class Context {
    constructor() {
      this.queue = [];
      this.workbook = {
        worksheets: { getItem: (name) => sheetOf(this, name) },
        insertWorksheetsFromBase64: (base64, options) => {
          needs("1.13");
          this.queue.push(() => {
            if (fails("insert")) { throw failure("GeneralException"); }
            log.inserted.push([base64, options.positionType]);
          });
        },
      };
    }

    sync() {
      const calls = this.queue.splice(0);
      return promised(new Promise((good, bad) => later(() => {
        log.syncs += 1;
        if (host.atSync) { host.atSync(log.syncs); }
        try {
          if (host.editing) { throw failure("InvalidOperationInCellEditMode"); }
          for (const call of calls) { call(); }
          good();
        } catch (error) {
          bad(error);
        }
      })));
    }
  }

  function sheetOf(context, name) {
    const real = () => {
      const found = host.sheets[name];
      if (!found) { throw failure("ItemNotFound"); }
      return found;
    };
    const loaded = {};
    return {
      activate() { context.queue.push(() => { real(); log.activated.push(name); }); },
      getRange: (range) => rangeOf(context, real, name, range),
      get protection() {
        needs("1.2");
        return {
          load(names) { context.queue.push(() => { loaded[names] = !!real().protected; }); },
          get protected() {
            if (!("protected" in loaded)) { throw failure("PropertyNotLoaded"); }
            return loaded.protected;
          },
        };
      },
    };
  }

  function rangeOf(context, real, name, range) {
    const loaded = {};
    const cells = () => addresses(range).map((address) => (real().cells[address] ||= { value: "", formula: "", format: "General" }));
    const change = (deed) => context.queue.push(() => {
      if (real().protected) { throw failure("AccessDenied"); }
      cells().forEach(deed);
    });
    const get = (property) => {
      if (!(property in loaded)) { throw failure("PropertyNotLoaded"); }
      return loaded[property];
    };
    const fit = (matrix) => {
      const count = addresses(range).length;
      if (matrix.length !== count || matrix.some((row) => row.length !== 1)) { throw failure("InvalidArgument"); }
      return matrix;
    };
    /* A property of the look that the cells agree on, null where they do not. */
    const common = (property) => {
      const found = cells().map((cell) => (cell.look || {})[property] ?? null);
      return found.every((one) => one === found[0]) ? found[0] : null;
    };
    const looks = (prefix, names) => {
      const object = {};
      names.forEach((one) => Object.defineProperty(object, one, {
        get: () => get(prefix + one),
        set: (value) => change((cell) => { (cell.look ||= {})[prefix + one] = value; }),
      }));
      return object;
    };
    const format = looks("format/", ["horizontalAlignment", "verticalAlignment", "wrapText"]);
    format.font = looks("format/font/", ["name", "size", "bold"]);
    Object.defineProperty(format, "columnWidth", { set(value) { needs("1.2"); change((cell) => { cell.width = value; }); } });
    format.borders = {
      getItem: (edge) => Object.assign(looks(`${edge}/`, ["style", "color"]), {
        load(names) { context.queue.push(() => names.split(",").forEach((one) => { loaded[`${edge}/${one}`] = common(`${edge}/${one}`); })); },
      }),
    };
    return {
      format,
      load(names) {
        context.queue.push(() => names.split(",").forEach((one) => {
          if (one === "values") { loaded.values = cells().map((cell) => [cell.value]); }
          else if (one === "formulas") { loaded.formulas = cells().map((cell) => [cell.formula]); }
          else { loaded[one] = common(one); }
        }));
      },
      select() { context.queue.push(() => { real(); log.selected.push(`${name}!${range}`); }); },
      get values() { return get("values"); },
      set values(matrix) {
        fit(matrix);
        context.queue.push(() => {
          if (real().protected) { throw failure("AccessDenied"); }
          if (host.breaks === range) { throw failure("GeneralException"); }
          cells().forEach((cell, row) => enter(cell, matrix[row][0]));
          log.writes.push(`${name}!${range}`);
        });
      },
      get formulas() { return get("formulas"); },
      set numberFormat(matrix) {
        fit(matrix);
        context.queue.push(() => {
          if (real().protected) { throw failure("AccessDenied"); }
          cells().forEach((cell, row) => { cell.format = matrix[row][0]; });
        });
      },
    };
  }

  window.Excel = {
    run(batch) {
      const context = new Context();
      return promised(new Promise((good) => good(batch(context))).then((result) => context.sync().then(() => result)));
    },
    createWorkbook(base64) {
      needs("1.8");
      return promised(new Promise((good, bad) => later(() => {
        if (fails("create")) { bad(failure("GeneralException")); return; }
        log.created.push(base64);
        good();
      })));
    },
  };
}());
