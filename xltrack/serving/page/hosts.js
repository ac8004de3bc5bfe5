/* Where this page stands: in a browser, in a pane of Excel, in a pane of WPS. Each is an adapter, all have the same verbs:
     start(done)           makes the host ready
     book()                what is open: its name, its path where it has one; null where nothing is
     read(done)            its bytes as a blob; none where the server is to read the path
     select(at, done)      goes to a cell: [workbook, sheet, cell]
     write(strips, done)   writes edits; `done` gets how many cells were written too
     show(base64, done)    opens a report that was made
     lacks()               what cannot be done there
     hide()                puts the pane away, where the host has no button for that
   `done` gets "" or the name of a problem, whose words stand in index.html (data-host-…), and what it was with. */
(function (window, document) {
  "use strict";

  var location = window.location, adapters = window.xltrackAdapters || {}, keeps = true, host;

  /* What the address gives by a name: behind the # first, which is sent to nobody. Hosts add names of their own to both. */
  function given(name) {
    var found = new RegExp("[#?&]" + name + "=([^&#]*)");
    return (found.exec(location.hash) || found.exec(location.search) || ["", ""])[1];
  }

  /* Kept for this tab or pane alone, where that can be. */
  function kept(name, value) {
    try {
      if (value) { window.sessionStorage.setItem(name, value); }
      return value || window.sessionStorage.getItem(name) || "";
    } catch (error) {
      keeps = false;
      return value;
    }
  }

  /* The address without what is secret: it is in no list of pages that were visited. Office.js takes replaceState away, so this is first.
     Where nothing is kept the address is what a pane that is loaded again has the secret from. */
  function hideSecret() {
    var rest = location.search.replace(/([?&])key=[^&]*&?/, "$1").replace(/[?&]$/, "");
    try {
      if (keeps) { window.history.replaceState(null, "", location.pathname + rest); }
    } catch (error) {
      return;
    }
  }

  /* Internet Explorer 11, in which Excel 2016 and 2019 show their panes, knows neither grids nor variables of style. */
  function dressForOld() {
    var link;
    if (!document.documentMode) { return; }
    link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "ie11.css";
    document.getElementsByTagName("head")[0].appendChild(link);
  }

  host = adapters[given("host")] || { name: "browser" };
  host.key = /^#[^=&]+$/.test(location.hash) ? "" : kept("xltrack-key", given("key"));
  host.token = host.key ? "" : kept("xltrack", location.hash.slice(1));
  if (location.hash || given("key")) { hideSecret(); }
  dressForOld();

  /* The token of the run; a pane, whose address was written down when it was installed, gets it for the key in that. */
  host.enter = function (done) {
    var request = new XMLHttpRequest();
    if (!host.key) { done(); return; }
    request.open("POST", "/session");
    request.setRequestHeader("Content-Type", "application/json");
    request.onload = function () {
      var said = {};
      try { said = JSON.parse(request.responseText); } catch (error) { said = {}; }
      host.token = said.token || "";
      done(request.status === 200 ? undefined : said.refused || {});
    };
    request.onerror = function () { done({}); };
    request.send(JSON.stringify({ key: host.key }));
  };

  window.xltrackHost = host;
}(window, document));
