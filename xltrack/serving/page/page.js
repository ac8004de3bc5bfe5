/* What a hand does on the page, told to the server; what the server says is drawn by lists.js. */
(function (window, document) {
  "use strict";

  var host = window.xltrackHost, lists = window.xltrackLists, put = lists.put, clear = lists.clear, make = lists.make;
  var page = { planned: nothing, locked: nothing };
  var state = { drop: "", largest: 0, version: "", book: "", files: [], waiting: [], sending: 0, looks: 0, few: 8, busy: false };

  function nothing() { return undefined; }
  function find(id) { return document.getElementById(id); }
  function say(text) { put("said", text); }
  function word(name) { return find("words").getAttribute("data-" + name); }
  function fill(text, what) { return text.replace("{}", what); }

  /* One request; `done` gets the status and what was said. */
  function ask(method, path, body, done, progress) {
    var request = new XMLHttpRequest(), raw = body && typeof body.size === "number";
    request.open(method, path);
    request.setRequestHeader("X-Xltrack-Token", host.token);
    if (body) { request.setRequestHeader("Content-Type", raw ? "application/octet-stream" : "application/json"); }
    if (progress && request.upload) { request.upload.onprogress = progress; }
    request.onload = function () {
      var said = {};
      try { said = JSON.parse(request.responseText); } catch (error) { said = {}; }
      if (request.status === 403 || request.status === 404 && !said.refused) { lost(said.refused); }
      done(request.status, said);
    };
    request.onerror = function () { lost(); done(0, {}); };
    request.send(body ? (raw ? body : JSON.stringify(body)) : null);
  }

  function lost(refused) {
    put("lost", refused && refused.sentence ? refused.sentence : word("gone"));
    find("lost").hidden = false;
  }

  /* --- What was dropped --- */

  function open(then) {
    ask("POST", "/drops", {}, function (status, said) {
      if (status !== 200) { return; }
      if (state.version && state.version !== said.version) { lost({ sentence: word("newer") }); return; }
      state.version = said.version;
      state.drop = "/drops/" + said.drop;
      state.largest = said.largest;
      find("lost").hidden = true;
      if (!find("day").value) { find("day").value = said.today; }
      then();
    });
  }

  function add(shelf, found) {
    lists.each(found, function (one) {
      var entry = { shelf: shelf, file: one.file, name: one.name, path: "", note: "", row: null };
      if (shelf === "files") { state.files.push(entry); }
      if (shelf === "forms") { state.forms = (state.forms || 0) + 1; }
      state.waiting.push(entry);
    });
    if (!found.length) { return; }
    show();
    if (state.drop) { send(); } else { open(send); }
  }

  function send() {
    var entry;
    while (state.sending < 2 && state.waiting.length) {
      entry = state.waiting.shift();
      state.sending += 1;
      sendOne(entry);
    }
    if (!state.sending && !state.waiting.length) { arrived(); }
  }

  /* What was made of fewer files is not what would be made now. */
  function arrived() {
    lists.each(["make-made", "update-made", "collect-made", "update-write", "collect-write"], function (id) { find(id).hidden = true; });
    put("forms-state", state.forms ? fill(word("forms"), state.forms) : "");
    find("collect-look").hidden = !state.forms;
    page.planned("update", false);
    look();
  }

  function sendOne(entry) {
    function next() { state.sending -= 1; show(); send(); }
    if (state.largest && entry.file.size > state.largest) {
      entry.note = word("large");
      next();
      return;
    }
    ask("PUT", state.drop + "/" + entry.shelf + "?name=" + encodeURIComponent(entry.name), entry.file, function (status, said) {
      entry.path = said.path || "";
      entry.note = status === 200 ? "" : said.refused ? said.refused.sentence : word("unsent");
      next();
    }, function (event) {
      if (event.lengthComputable && entry.row) { put(entry.row, Math.floor(100 * event.loaded / event.total) + "%"); }
    });
  }

  function remove(entry) {
    state.few = 8;
    state.files = state.files.filter(function (one) { return one !== entry; });
    show();
    find("files-pick").focus();
    say(fill(word("removed"), entry.name));
    if (!entry.path) { return; }
    ask("DELETE", state.drop + "/files?name=" + encodeURIComponent(entry.path), null, arrived);
  }

  function show() {
    var list = clear(find("files-list")), count = state.files.length;
    find("files-pick").className = count ? "pick small" : "pick";
    find("how").hidden = count > 0;
    put("files-state", count ? fill(word("chosen"), count) : word("none"));
    put("files-again", count ? word("again") : word("choose"));
    lists.each(state.files.slice(0, 50), function (entry, number) {
      var item = make("li"), note = make("span", "quiet", entry.note), button = make("button", "link", word("remove"));
      note.id = "file-note-" + number;
      entry.row = note.id;
      button.type = "button";
      button.setAttribute("aria-label", word("remove") + " " + entry.name);
      button.onclick = function () { remove(entry); };
      item.appendChild(make("span", "called", entry.name));
      item.appendChild(note);
      item.appendChild(button);
      list.appendChild(item);
    });
  }

  /* --- What came of it --- */

  function look(ticked) {
    var number = state.looks += 1, said = wish("");
    if (!state.drop) { return; }
    if (find("password").value) { said.password = find("password").value; }
    if (!state.book && !state.files.some(function (entry) { return entry.path; })) {
      find("result").hidden = true;
      find("refused").hidden = true;
      return;
    }
    say(word("reading"));
    ask("POST", state.drop + "/look", said, function (status, answer) {
      if (number !== state.looks) { return; }
      refuse(answer);
      find("result").hidden = !answer.summary;
      if (answer.summary) {
        lists.summary(answer.summary, word, tick, undo, state.few);
        which(answer.summary.sources);
        say(answer.summary.said);
        if (ticked === true) { focusNext(); }
      }
    });
  }

  function tick(one, said) {
    var item = document.activeElement && document.activeElement.parentNode;
    while (item && item.nodeName !== "LI") { item = item.parentNode; }
    state.next = item ? Array.prototype.indexOf.call(item.parentNode.children, item) : 0;
    state.few = Math.max(8, find("checks").children.length);
    ask("POST", state.drop + "/tick", { line: one.line, said: said }, function () { look(true); });
  }

  function undo(one) {
    state.next = 0;
    ask("POST", state.drop + "/tick", { undo: one.key }, function () { look(true); });
  }

  /* Where a line went, the next one takes the focus. */
  function focusNext() {
    var list = find("checks").children, item = list[Math.min(state.next, list.length - 1)];
    if (item) { item.querySelector("button").focus(); } else { find("checks-head").focus(); }
  }

  function which(sources) {
    var select = find("which"), before = select.value;
    clear(select);
    lists.each(sources, function (name) {
      var option = make("option", "", name);
      option.value = name;
      select.appendChild(option);
    });
    if (sources.indexOf(before) >= 0) { select.value = before; }
    find("which-line").hidden = sources.length < 2;
  }

  /* --- What is made of it --- */

  function wish(what, write) {
    var said = { as_of: find("day").value, year: find("year").value, what: what };
    if (write !== undefined) { said.write = write; }
    return said;
  }

  /* The lines of an answer as they come: steps, at last what was made; `then` gets that. */
  function work(what, button, then) {
    var request = new XMLHttpRequest(), read = 0, steps = 0, last = {}, most = what === "week" ? 11 : 2;
    if (state.busy) { return; }
    state.busy = true;
    button.disabled = true;
    find("make-made").hidden = true;
    find("working").hidden = false;
    find("bar").max = most;
    function more() {
      var end;
      while ((end = request.responseText.indexOf("\n", read)) >= 0) {
        last = JSON.parse(request.responseText.slice(read, end));
        read = end + 1;
        if (last.step) {
          steps += 1;
          find("bar").value = Math.min(steps, most - 1);
          put("step", fill(word("working"), last.step));
          say(fill(word("working"), last.step));
        }
      }
    }
    function done() {
      state.busy = false;
      button.disabled = false;
      find("working").hidden = true;
    }
    put("step", fill(word("working"), button.textContent));
    find("bar").value = 0;
    request.open("POST", state.drop + "/make");
    request.setRequestHeader("X-Xltrack-Token", host.token);
    request.setRequestHeader("Content-Type", "application/json");
    request.onprogress = more;
    request.onload = function () {
      more();
      done();
      if (request.status !== 200) { lost(last.refused); return; }
      lists.made("make-made", last, word);
      say(last.refused ? last.refused.sentence : word("made"));
      if (then) { then(last); }
    };
    request.onerror = function () { done(); lost(); };
    request.send(JSON.stringify(wish(what)));
  }

  function write(deed, really) {
    say(word("reading"));
    ask("POST", state.drop + "/" + deed, wish(find("which").value, really), function (status, answer) {
      lists.made(deed + "-made", answer, word);
      find(deed + "-write").hidden = really || status !== 200;
      page.planned(deed, !really && status === 200 && !!answer.cells && answer.cells.rows.length > 0);
      say(status === 200 ? (answer.lines || [])[0] || word("made") : word("failed"));
    });
  }

  function refuse(answer) {
    var box = clear(find("refused")), all = answer.summary ? answer.summary.refused : answer.refused ? [answer.refused] : [];
    lists.each(all, function (one) {
      var line = make("p");
      line.appendChild(make("strong", "", one.sentence + word("stop")));
      line.appendChild(document.createTextNode(one.deed ? one.deed + word("stop") : ""));
      box.appendChild(line);
      if (one.locked) {
        find("password-line").hidden = false;
        page.locked();
      }
    });
    box.hidden = !all.length;
  }

  /* --- Choosing and dropping --- */

  function files(list) {
    return Array.prototype.map.call(list, function (file) {
      return { file: file, name: file.webkitRelativePath || file.name };
    });
  }

  function chooser(button, input, shelf, taken) {
    find(button).onclick = function () { find(input).click(); };
    find(input).onchange = function () {
      var found = files(find(input).files);
      if (taken) { taken(found); }
      add(shelf, found);
      find(input).value = "";
    };
  }

  /* The files of a folder that was dropped, with their paths; `done` gets all once the last was found. */
  function walk(entries, done) {
    var found = [], left = 1;
    function less() { left -= 1; if (!left) { done(found); } }
    function visit(entry) {
      var reader;
      left += 1;
      if (entry.isFile) {
        entry.file(function (file) {
          found.push({ file: file, name: entry.fullPath.replace(/^\//, "") });
          less();
        }, less);
        return;
      }
      reader = entry.createReader();
      (function more() {
        reader.readEntries(function (some) {
          lists.each(some, visit);
          if (some.length) { more(); } else { less(); }
        }, less);
      }());
    }
    lists.each(entries, visit);
    less();
  }

  function dropped(transfer) {
    var entries = [];
    lists.each(transfer.items || [], function (item) {
      var entry = item.webkitGetAsEntry && item.webkitGetAsEntry();
      if (entry) { entries.push(entry); }
    });
    if (entries.length) {
      walk(entries, function (found) { add("files", found); });
    } else {
      add("files", files(transfer.files));
    }
  }

  function holdsFiles(event) {
    var types = event.dataTransfer && event.dataTransfer.types;
    return types && Array.prototype.indexOf.call(types, "Files") >= 0;
  }

  function watchDragging() {
    var depth = 0, zone = find("files-zone");
    function leave(text) {
      depth = 0;
      zone.className = "zone";
      say(text);
    }
    document.addEventListener("dragenter", function (event) {
      if (!holdsFiles(event)) { return; }
      event.preventDefault();
      depth += 1;
      if (depth === 1) { zone.className = "zone over"; say(word("entered")); }
    });
    document.addEventListener("dragover", function (event) {
      if (holdsFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; }
    });
    document.addEventListener("dragleave", function (event) {
      if (!holdsFiles(event)) { return; }
      depth -= 1;
      if (depth <= 0) { leave(word("left")); }
    });
    document.addEventListener("drop", function (event) {
      if (!holdsFiles(event)) { return; }
      event.preventDefault();
      leave("");
      dropped(event.dataTransfer);
    });
  }

  chooser("files-pick", "files-input", "files");
  chooser("files-folder", "folder-input", "files");
  chooser("last-pick", "last-input", "last", function (found) { put("last-state", found[0].name); });
  chooser("forms-pick", "forms-input", "forms");
  find("day").onchange = find("year").onchange = arrived;
  find("wishes").onsubmit = function () { arrived(); return false; };
  lists.each(document.querySelectorAll("[data-make]"), function (button) {
    button.onclick = function () { work(button.getAttribute("data-make"), button); };
  });
  lists.each(["update", "collect"], function (deed) {
    find(deed + "-look").onclick = function () { write(deed, false); };
    find(deed + "-write").onclick = function () { write(deed, true); };
  });
  watchDragging();
  show();

  page.state = state;
  page.word = word;
  page.say = say;
  page.fill = fill;
  page.ask = ask;
  page.lost = lost;
  page.open = open;
  page.show = show;
  page.arrived = arrived;
  page.wish = wish;
  page.work = work;
  page.refuse = refuse;
  window.xltrackPage = page;
}(window, document));
