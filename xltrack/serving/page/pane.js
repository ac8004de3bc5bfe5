/* What a pane does beside the page: reads the workbook that stands open, goes to its cells, writes into it, opens its report. */
(function (window, document) {
  "use strict";

  var host = window.xltrackHost, page = window.xltrackPage, lists = window.xltrackLists, put = lists.put, word = page.word;
  var read = { path: "", name: "" }, beside = false;

  function find(id) { return document.getElementById(id); }

  function words(problem, detail) { return page.fill(word("host-" + problem) || word("host-failed"), detail || ""); }

  function trouble(problem, detail) {
    put("book-problem", problem ? words(problem, detail) : "");
    find("book-problem").hidden = !problem;
    if (problem) { page.say(words(problem, detail)); }
  }

  /* In WPS another workbook may have come to the front meanwhile. */
  function isOther() {
    var now = host.book();
    return !now || now.path !== read.path || now.name !== read.name;
  }

  /* --- Reading --- */

  /* The workbook as it is now on a shelf of the server; `done` gets a problem, what the server said, whether it was read from the disk. */
  function send(shelf, done) {
    var open = host.book(), drop = page.state.drop;
    if (!open) { done("bookless"); return; }
    host.read(function (problem, blob) {
      if (problem) { done(problem); return; }
      if (!blob) {
        page.ask("POST", drop + "/path", { path: open.path, take: true, shelf: shelf }, function (status, said) { done("", said, true); });
        return;
      }
      page.ask("PUT", drop + "/" + shelf + "?name=" + encodeURIComponent(open.name || word("host-unnamed")), blob, function (status, said) {
        if (!open.path || said.refused) { done("", said, false); return; }
        page.ask("POST", drop + "/path", { path: open.path }, function (known) { beside = known === 200; done("", said, false); });
      });
    });
  }

  function readOpen() {
    var button = find("book-read");
    trouble("");
    button.disabled = true;
    page.say(word("reading"));
    host.enter(function (refused) {
      if (refused) { button.disabled = false; page.lost(refused); return; }
      empty(function () {
        send("files", function (problem, said, saved) {
          button.disabled = false;
          arrived(problem, said, saved);
        });
      });
    });
  }

  /* The former state of the workbook goes first; a server that was started anew knows nothing of it. */
  function empty(then) {
    var former = page.state.book;
    page.state.book = "";
    if (!page.state.drop) { page.open(then); return; }
    page.ask("DELETE", page.state.drop + "/files?name=" + encodeURIComponent(former), null, function (status) {
      if (status === 200) { then(); return; }
      page.state.files = [];
      page.show();
      page.open(then);
    });
  }

  function arrived(problem, said, saved) {
    var open = host.book();
    if (problem || !open) { trouble(problem || "bookless"); return; }
    if (said.refused) { page.refuse(said); return; }
    read = open;
    if (saved) { beside = true; }
    page.state.book = said.path;
    put("book-name", open.name || word("host-unnamed"));
    put("book-state", word(saved ? "host-from-disk" : "host-from-open"));
    page.arrived();
  }

  /* --- Going to a cell --- */

  lists.leads = function (at) { return !!host.select && at[0] === page.state.book; };
  lists.lead = function (at) {
    if (isOther()) { trouble("other", read.name); return; }
    host.select(at, function (problem, detail) {
      trouble(problem, detail);
      if (!problem) { page.say(page.fill(word("selected"), at[1] + "!" + at[2])); }
    });
  };

  /* --- Writing --- */

  function told(answer) {
    lists.made("update-made", answer, word);
    page.say(answer.refused ? answer.refused.sentence : (answer.lines || [""])[0]);
    find("update-into").disabled = false;
  }

  function failed(problem, detail, written, unsure) {
    var deed = written ? page.fill(word("host-partly"), written) : word(unsure ? "host-unsure" : "host-unwritten");
    told({ refused: { sentence: words(problem, detail).replace(/\u3002$/, ""), deed: deed } });
  }

  /* What stands open is compared once more with what was read; the server says where it differs, and nothing is written then. */
  function writeOpen() {
    if (isOther()) { failed("other", read.name); return; }
    find("update-into").disabled = true;
    page.say(word("host-writing"));
    send("again", function (problem, said) {
      var wish = page.wish(page.state.book);
      if (problem) { failed(problem); return; }
      if (said.refused) { told(said); return; }
      page.ask("POST", page.state.drop + "/plan", wish, function (status, answer) {
        if (status !== 200 || !answer.strips.length) { told(answer); return; }
        host.write(answer.strips, function (trouble, detail, written, unsure) {
          if (trouble) { failed(trouble, detail, written, unsure); return; }
          find("update-into").hidden = true;
          told({ lines: [page.fill(word("host-written"), written)], notes: answer.notes });
        });
      });
    });
  }

  page.planned = function (deed, some) {
    if (deed === "update") { find("update-into").hidden = !(some && page.state.book && find("which").value === page.state.book); }
  };

  /* --- The report --- */

  function openReport() {
    var button = find("open-report");
    if (!beside) { makeReport(""); return; }
    button.disabled = true;
    page.say(page.fill(word("working"), button.textContent));
    page.ask("POST", page.state.drop + "/save", page.wish(""), function (status, answer) {
      button.disabled = false;
      if (status !== 200) { makeReport(answer.refused ? answer.refused.sentence + word("stop") : ""); return; }
      lists.made("make-made", { lines: answer.lines, notes: answer.notes }, word);
      page.say(answer.lines[0]);
    });
  }

  /* Where it cannot be saved beside the workbook, the host opens it; where that cannot, there is the link. */
  function makeReport(why) {
    page.work("report", find("open-report"), function (last) {
      var made = last.made && last.made[0];
      if (!made) { return; }
      if (!host.show) { tellReport(last, why + word("host-unshown")); return; }
      fetchWords(made.link, function (base64) {
        host.show(base64, function (problem) { tellReport(last, why + word("host-" + (problem || "shown"))); });
      });
    });
  }

  function tellReport(last, line) {
    lists.made("make-made", { made: last.made, lines: [line], notes: last.notes }, word);
    page.say(line);
  }

  function fetchWords(link, done) {
    var request = new XMLHttpRequest();
    request.open("GET", link);
    request.responseType = "blob";
    request.onload = function () {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result.slice(reader.result.indexOf(",") + 1)); };
      reader.readAsDataURL(request.response);
    };
    request.onerror = function () { page.lost(); };
    request.send();
  }

  /* --- Beginning --- */

  /* What else may be given stands folded: a pane is narrow, and what was read is what it is for. */
  function fold() {
    var box = document.createElement("details"), inputs = find("inputs");
    box.appendChild(lists.make("summary", "", word("host-inputs")));
    inputs.parentNode.insertBefore(box, inputs);
    box.appendChild(inputs);
    page.locked = function () { box.open = true; };
  }

  function dress() {
    document.body.className = "pane";
    fold();
    put("head", word("host-head"));
    put("files-label", word("host-files"));
    put("own-hint", word("host-own"));
    find("book").hidden = false;
    find("open-line").hidden = false;
    find("book-hide").hidden = !host.hide;
    find("book-read").onclick = readOpen;
    find("book-hide").onclick = host.hide || null;
    find("open-report").onclick = openReport;
    find("update-into").onclick = writeOpen;
    document.querySelector("[data-make=week]").className = "plain";
    lists.sentences("book-lacks", host.lacks().map(function (lack) { return words(lack); }));
  }

  /* A host that does not answer leaves the page as it is in a browser, and says why. */
  function begin() {
    host.start(function (problem) {
      if (problem) {
        find("book").hidden = false;
        find("book-read").hidden = true;
        trouble(problem);
        enter();
        return;
      }
      dress();
      readOpen();
    });
  }

  function enter() {
    host.enter(function (refused) {
      if (refused) { page.lost(refused); } else { page.open(function () { return undefined; }); }
    });
  }

  if (host.start) { begin(); } else { enter(); }
}(window, document));
