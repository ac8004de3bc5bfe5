/* Where this page stands: a browser here, later the panes of Excel and WPS. Each host has the same few verbs. */
(function (window, document) {
  "use strict";

  /* The token stands behind the # of the address, which is sent to nobody; it is kept for this tab alone. */
  function takeToken() {
    var given = window.location.hash.slice(1), kept = "";
    try {
      if (given) {
        window.sessionStorage.setItem("xltrack", given);
        window.history.replaceState(null, "", window.location.pathname);
      }
      kept = window.sessionStorage.getItem("xltrack") || "";
    } catch (error) {
      kept = "";
    }
    return given || kept;
  }

  window.xltrackHost = window.xltrackHost || {
    name: "browser",
    token: takeToken(),
    /* What was read is shown: a pane can lead from there to the cells of its workbook. */
    shown: function () { return undefined; },
    /* Results are there: a browser fetches them by their links, a pane opens them. */
    made: function () { return undefined; }
  };
}(window, document));
