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

  function figures(told) {
    var list = clear(document.getElementById("figures"));
    each(told, function (one) {
      var box = make("div", one.key);
      box.appendChild(make("dt", "", one.name));
      box.appendChild(make("dd", one.look ? "some" : "", one.value));
      list.appendChild(box);
    });
  }

  function rows(id, told) {
    var list = clear(document.getElementById(id));
    put(id + "-head", told.head);
    put(id + "-none", told.none);
    put(id + "-more", told.more);
    each(told.rows, function (one) {
      var item = make("li");
      item.appendChild(make("span", "nth", one.nth));
      item.appendChild(make("span", "text", one.text));
      item.appendChild(make("span", "when " + one.look, one.when));
      item.appendChild(make("span", "who", one.who));
      list.appendChild(item);
    });
  }

  function quote(one) {
    var box = make("span", "words-of");
    box.appendChild(document.createTextNode(one.before));
    if (one.marked) { box.appendChild(make("mark", "", one.marked)); }
    box.appendChild(document.createTextNode(one.after));
    return box;
  }

  function checks(told) {
    var list = clear(document.getElementById("checks"));
    put("checks-head", told.head);
    put("checks-none", told.none);
    put("checks-more", told.more);
    each(told.rows, function (one) {
      var item = make("li"), line = make("p");
      line.appendChild(make("span", "tag " + one.look, one.word));
      line.appendChild(document.createTextNode(one.message));
      item.appendChild(line);
      if (one.before || one.marked || one.after) { item.appendChild(quote(one)); }
      line = make("p", "place", one.cell ? one.cell + "\u3000" : "");
      line.appendChild(document.createTextNode(one.remedy));
      item.appendChild(line);
      list.appendChild(item);
    });
  }

  function sentences(id, list) {
    var box = clear(document.getElementById(id));
    each(list, function (one) { box.appendChild(make("li", "", one)); });
  }

  window.xltrackLists = {
    make: make, clear: clear, put: put, each: each, sentences: sentences,
    summary: function (told) {
      put("title", told.title);
      put("as-of", told.day);
      figures(told.figures);
      sentences("notes", told.notes.concat(told.used));
      rows("late", told.late);
      rows("due", told.due);
      checks(told.checks);
    }
  };
}(window, document));
