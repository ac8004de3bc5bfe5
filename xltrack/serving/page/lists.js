/* Draws what the server tells; it decides nothing. Text is only ever put in as text. */
(function (window, document) {
  "use strict";

  function make(name, look, text) {
    var element = document.createElement(name);
    if (look) { element.className = look; }
    if (text) { element.appendChild(document.createTextNode(text)); }
    return element;
  }

  function clear(element) {
    while (element.firstChild) { element.removeChild(element.firstChild); }
    return element;
  }

  function put(id, text) {
    clear(document.getElementById(id)).appendChild(document.createTextNode(text || ""));
  }

  function each(list, draw) {
    var number;
    for (number = 0; number < list.length; number += 1) { draw(list[number], number); }
  }

  /* Where a cell is: as words, in a pane as what leads there. */
  function place(text, at, words) {
    var element;
    if (!at || !window.xltrackLists.leads(at)) { return document.createTextNode(text); }
    element = button("link", text);
    element.setAttribute("aria-label", words("select").replace("{}", text));
    element.onclick = function () { window.xltrackLists.lead(at); };
    return element;
  }

  function figures(told) {
    var list = clear(document.getElementById("figures"));
    each(told, function (one) {
      var box = make("div", one.key);
      box.appendChild(make("dt", "", one.name));
      box.appendChild(make("dd", one.look ? "some" : "", one.value));
      list.appendChild(box);
    });
  }

  function rows(id, told, words) {
    var list = clear(document.getElementById(id));
    put(id + "-head", told.head);
    put(id + "-none", told.none);
    put(id + "-more", told.more);
    each(told.rows, function (one) {
      var item = make("li"), text = make("span", "text");
      text.appendChild(make("span", "nth", one.nth));
      text.appendChild(document.createTextNode("\u3000" + one.text));
      item.appendChild(text);
      item.appendChild(make("span", "when " + one.look, one.when));
      item.appendChild(who(one, words));
      list.appendChild(item);
    });
  }

  function who(one, words) {
    var box = make("span", "who"), cell = place(one.cell, one.at, words);
    if (cell.nodeType === 3) { return make("span", "who", one.who); }
    box.appendChild(document.createTextNode(one.units + "\u3000"));
    box.appendChild(cell);
    return box;
  }

  function quote(one) {
    var box = make("span", "words-of");
    box.appendChild(document.createTextNode(one.before));
    if (one.marked) { box.appendChild(make("mark", "", one.marked)); }
    box.appendChild(document.createTextNode(one.after));
    return box;
  }

  /* What can be said to a line: it is right, or what is right instead. */
  function answers(one, words, answer) {
    var box = make("div", "answer"), tick = button("plain", words("tick")), wrong = button("link", words("wrong"));
    tick.setAttribute("aria-label", words("tick") + "\uff1a" + one.message);
    tick.onclick = function () { answer(one, "\u221a"); };
    wrong.setAttribute("aria-label", words("wrong") + "\uff1a" + one.message);
    wrong.setAttribute("aria-expanded", "false");
    wrong.onclick = function () {
      var label = make("label", "", words("right")), input = make("input"), give = button("plain", words("give"));
      input.type = "text";
      input.id = "right-" + one.line;
      label.htmlFor = input.id;
      give.onclick = function () { if (input.value.trim()) { answer(one, input.value); } else { input.focus(); } };
      input.onkeydown = function (event) { if (event.keyCode === 13) { give.onclick(); } };
      box.removeChild(wrong);
      box.appendChild(label);
      box.appendChild(input);
      box.appendChild(give);
      input.focus();
    };
    box.appendChild(tick);
    box.appendChild(wrong);
    return box;
  }

  function button(look, text) {
    var element = make("button", look, text);
    element.type = "button";
    return element;
  }

  function check(one, words, answer) {
    var item = make("li"), line = make("p");
    line.appendChild(make("span", "tag " + one.look, one.word));
    line.appendChild(document.createTextNode(one.message));
    item.appendChild(line);
    if (one.before || one.marked || one.after) { item.appendChild(quote(one)); }
    line = make("p", "place");
    if (one.cell) {
      line.appendChild(place(one.cell, one.at, words));
      line.appendChild(document.createTextNode("\u3000"));
    }
    line.appendChild(document.createTextNode(one.remedy));
    item.appendChild(line);
    item.appendChild(answers(one, words, answer));
    return item;
  }

  /* Some lines at first, the others when they are asked for; those that were answered below, to be taken back. */
  function checks(told, words, answer, undo, few) {
    var list = clear(document.getElementById("checks")), all = document.getElementById("checks-all");
    var done = document.getElementById("ticked"), rest = told.rows.slice(few);
    put("checks-head", told.head);
    put("checks-none", told.none);
    put("checks-more", told.more);
    document.getElementById("checks-how").hidden = !told.rows.length;
    each(told.rows.slice(0, few), function (one) { list.appendChild(check(one, words, answer)); });
    all.hidden = !rest.length;
    put("checks-all", words("all").replace("{}", rest.length));
    all.onclick = function () {
      var first;
      all.hidden = true;
      each(rest, function (one) { list.appendChild(check(one, words, answer)); });
      first = list.children[few].querySelector("button");
      first.focus();
    };
    done.hidden = !told.ticked.length;
    put("ticked-head", words("ticked").replace("{}", told.ticked.length));
    list = clear(document.getElementById("ticked-list"));
    each(told.ticked, function (one) {
      var item = make("li", "", one.said + "\u3000" + one.message + "\u3000" + one.cell + "\u3000"), back = button("link", words("undo"));
      back.setAttribute("aria-label", words("undo") + "\uff1a" + one.message);
      back.onclick = function () { undo(one); };
      item.appendChild(back);
      list.appendChild(item);
    });
  }

  /* What was made: files to fetch, what was not made, what there is to say, cells that are to be written. */
  function made(id, told, words) {
    var box = clear(document.getElementById(id)), list = make("ul"), refused = told.refused;
    if (refused) {
      box.appendChild(make("p", "failed", words("failed") + "\uff1a" + refused.sentence + words("stop")));
      box.appendChild(make("p", "", refused.deed ? refused.deed + words("stop") : ""));
    }
    if (told.made && told.made.length) { box.appendChild(make("p", "quiet", words("made"))); }
    each(told.made || [], function (one) {
      var item = make("li"), link = make("a", "", one.name);
      link.href = one.link;
      link.setAttribute("download", one.name);
      item.appendChild(link);
      item.appendChild(make("span", "quiet", "\u3000" + one.use));
      list.appendChild(item);
    });
    each((told.lines || []).concat(told.missing || [], told.notes || []), function (one) { list.appendChild(make("li", "", one)); });
    box.appendChild(list);
    if (told.cells && told.cells.rows.length) { box.appendChild(cells(told.cells, words)); }
    box.hidden = false;
    box.focus();
  }

  function cells(told, words) {
    var table = make("table"), head = make("thead"), body = make("tbody"), row = make("tr"), holder = make("div");
    each(["cell", "old", "new"], function (name) {
      var cell = make("th", "", words(name));
      cell.scope = "col";
      row.appendChild(cell);
    });
    head.appendChild(row);
    each(told.rows, function (one) {
      row = make("tr");
      each(one, function (text) { row.appendChild(make("td", "", text)); });
      body.appendChild(row);
    });
    table.appendChild(head);
    table.appendChild(body);
    holder.className = "scroll";
    holder.tabIndex = 0;
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", words("cells"));
    holder.appendChild(table);
    if (told.more) { holder.appendChild(make("p", "quiet", told.more)); }
    return holder;
  }

  function sentences(id, list) {
    var box = clear(document.getElementById(id));
    each(list, function (one) { box.appendChild(make("li", "", one)); });
  }

  window.xltrackLists = {
    make: make, clear: clear, put: put, each: each, sentences: sentences, made: made,
    /* Set by whoever can go to a cell: whether it can to this one, and going there. */
    leads: function () { return false; },
    lead: function () { return undefined; },
    summary: function (told, words, answer, undo, few) {
      put("title", told.title);
      put("as-of", told.day);
      figures(told.figures);
      sentences("notes", told.notes.concat(told.used));
      rows("late", told.late, words);
      rows("due", told.due, words);
      checks(told.checks, words, answer, undo, few);
    }
  };
}(window, document));
