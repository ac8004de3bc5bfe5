/* What a hand does on the page, told to the server; what the server says is drawn by lists.js. */
(function (window, document) {
  "use strict";

  var host = window.xltrackHost, lists = window.xltrackLists, put = lists.put, clear = lists.clear, make = lists.make;
  var state = { drop: "", largest: 0, files: [], waiting: [], sending: 0, looks: 0 };

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
    put("lost", refused ? refused.sentence : word("gone"));
    find("lost").hidden = false;
  }

  /* --- What was dropped --- */

  function open(then) {
    ask("POST", "/drops", {}, function (status, said) {
      if (status !== 200) { return; }
      state.drop = "/drops/" + said.drop;
      state.largest = said.largest;
      if (!find("day").value) { find("day").value = said.today; }
      then();
    });
  }

  function add(shelf, found) {
    lists.each(found, function (one) {
      var entry = { shelf: shelf, file: one.file, name: one.name, path: "", note: "", row: null };
      if (shelf === "files") { state.files.push(entry); }
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
    if (!state.sending && !state.waiting.length) { look(); }
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
    state.files = state.files.filter(function (one) { return one !== entry; });
    show();
    find("files-pick").focus();
    say(fill(word("removed"), entry.name));
    if (!entry.path) { return; }
    ask("DELETE", state.drop + "/files?name=" + encodeURIComponent(entry.path), null, look);
  }

  function show() {
    var list = clear(find("files-list")), count = state.files.length;
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

  function look() {
    var number = state.looks += 1, said = { as_of: find("day").value };
    if (!state.drop) { return; }
    if (find("password").value) { said.password = find("password").value; }
    if (!state.files.some(function (entry) { return entry.path; })) {
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
        lists.summary(answer.summary);
        say(answer.summary.said);
        host.shown(answer.summary);
      }
    });
  }

  function refuse(answer) {
    var box = clear(find("refused")), all = answer.summary ? answer.summary.refused : answer.refused ? [answer.refused] : [];
    lists.each(all, function (one) {
      var line = make("p");
      line.appendChild(make("strong", "", one.sentence + word("stop")));
      line.appendChild(document.createTextNode(one.deed ? one.deed + word("stop") : ""));
      box.appendChild(line);
      if (one.locked) { find("password-line").hidden = false; }
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
  find("day").onchange = look;
  find("password-go").onclick = look;
  watchDragging();
  show();
  open(function () { return undefined; });
}(window, document));
