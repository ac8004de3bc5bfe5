/* Stands in for the Application of WPS: each call is done when it returns, and throws where it is not. What a test says of it
   is in window.fakeHost (name, folder, saved, sheets, editing, …), what was asked of it in window.hostLog. */
(function () {
  "use strict";

  const host = window.fakeHost;
  const log = (window.hostLog = { selected: [], activated: [], hidden: [], writes: [] });

  const busy = () => { if (host.editing) { throw new Error("0x800A03EC"); } };

  function addresses(range) {
    const [, column, first, last] = /^([A-Z]+)(\d+)(?::\1(\d+))?$/.exec(range);
    const found = [];
    for (let row = Number(first); row <= Number(last || first); row += 1) { found.push(column + row); }
    return found;
  }

  function enter(cell, value) {
    if (typeof value !== "string" || cell.format === "@") { cell.value = value === "" ? null : value; cell.formula = false; return; }
    if (/^[=+\-@]/.test(value)) { Object.assign(cell, { value: "#NAME?", formula: true }); return; }
    cell.formula = false;
    cell.value = value === "" ? null : !isNaN(value) ? Number(value) : value.replace(/^'/, "");
  }

  function rangeOf(sheet, name, range) {
    const cells = () => addresses(range).map((address) => (sheet.cells[address] ||= { value: null, format: "G/通用格式" }));
    const guarded = (deed) => {
      busy();
      if (sheet.protected) { throw new Error("protected"); }
      cells().forEach(deed);
      host.changes = (host.changes || 0) + 1;
      if (host.atChange) { host.atChange(host.changes); }
    };
    const common = (property) => {
      const found = cells().map((cell) => (cell.look || {})[property] ?? null);
      return found.every((one) => one === found[0]) ? found[0] : null;
    };
    const looks = (prefix, names, object = {}) => {
      names.forEach((one) => Object.defineProperty(object, one, {
        get: () => common(prefix + one),
        set: (value) => guarded((cell) => { (cell.look ||= {})[prefix + one] = value; }),
      }));
      return object;
    };
    const object = {
      Select() { busy(); log.selected.push(`${name}!${range}`); },
      get Value2() {
        busy();
        const found = cells().map((cell) => [cell.value]);
        return found.length === 1 ? found[0][0] : found;
      },
      set Value2(value) { guarded((cell) => enter(cell, value)); log.writes.push(`${name}!${range}`); },
      set NumberFormatLocal(value) { guarded((cell) => { cell.format = value; }); },
      set NumberFormat(value) { guarded((cell) => { cell.format = value; }); },
      get HasFormula() { return cells().some((cell) => cell.formula); },
      set ColumnWidth(value) { guarded((cell) => { cell.width = value; }); },
      Font: looks("Font.", ["Name", "Size", "Bold"]), Borders: looks("Borders.", ["LineStyle"]),
    };
    return looks("", ["HorizontalAlignment", "VerticalAlignment", "WrapText"], object);
  }

  const workbook = {
    get Name() { return host.name; },
    get Path() { return host.folder; },
    get FullName() { return host.folder ? `${host.folder}/${host.name}` : host.name; },
    get Saved() { return host.saved; },
    Worksheets: {
      Item(name) {
        const sheet = host.sheets[name];
        if (!sheet) { throw new Error("9"); }
        return {
          Activate() { busy(); log.activated.push(name); },
          get ProtectContents() { return !!sheet.protected; },
          Range: (range) => rangeOf(sheet, name, range),
        };
      },
    },
  };

  const application = {
    get ActiveWorkbook() { return host.name ? workbook : null; },
    PluginStorage: { getItem: (key) => (key === "xltrack_pane_et" ? "7" : null) },
    GetTaskPane: (number) => ({ set Visible(value) { log.hidden.push([number, value]); } }),
  };
  if (host.old) { window.wps = { EtApplication: () => application }; } else { window.Application = application; }
}());
