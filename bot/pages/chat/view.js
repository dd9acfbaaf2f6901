/* What is seen: bubbles, order cards, options, details. Text from anywhere is only ever set as text. */
window.Fenliu = window.Fenliu || {};
(function (app) {
  "use strict";
  const log = document.getElementById("log");
  const talk = document.getElementById("talk");
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const EMERGENCY = ["110", "119", "120", "122"];
  const HOTLINES = ["12300", "12306", "12309", "12315", "12321", "12326", "12328", "12329", "12333", "12338", "12345",
    "12348", "12355", "12356", "12363", "12366", "12368", "12377", "12378", "12385", "12386", "12388", "12389", "12393",
    "12398", "95598", "96110"];
  const COPIED = /工单号|查询码|回执/;

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /* Telephone numbers that are surely numbers become links to call, never parted from the punctuation behind them. */
  function words(text, danger) {
    const part = document.createDocumentFragment();
    const known = danger ? HOTLINES.concat(EMERGENCY) : HOTLINES;
    const pieces = String(text).split(/(\d+)/);
    pieces.forEach(function (piece, place) {
      if (known.indexOf(piece) < 0) {
        part.appendChild(document.createTextNode(piece));
        return;
      }
      const whole = make("span", "whole");
      const link = make("a", "call", piece);
      link.href = "tel:" + piece;
      whole.appendChild(link);
      const mark = /^[，。；、！？）]/.exec(pieces[place + 1] || "");
      if (mark) {
        whole.appendChild(document.createTextNode(mark[0]));
        pieces[place + 1] = pieces[place + 1].slice(1);
      }
      part.appendChild(whole);
    });
    return part;
  }

  function copyButton(rows) {
    const wanted = rows.filter(function (row) { return COPIED.test(row[0]); });
    if (!wanted.length || !navigator.clipboard) return null;
    const names = wanted.map(function (row) { return row[0]; }).join("和");
    const button = make("button", "copy", "复制" + names);
    button.type = "button";
    button.addEventListener("click", function () {
      const text = wanted.map(function (row) { return row[0] + "：" + row[1]; }).join("\n");
      navigator.clipboard.writeText(text).then(
        function () { button.textContent = "已复制"; },
        function () { button.textContent = "没复制成，请截图保存"; });
    });
    return button;
  }

  function card(rows) {
    const list = make("dl", "rows");
    rows.forEach(function (row) {
      const line = make("div", COPIED.test(row[0]) ? "row strong" : "row");
      line.appendChild(make("dt", "", row[0]));
      line.appendChild(make("dd", "", row[1]));
      list.appendChild(line);
    });
    return list;
  }

  function details(folded) {
    const box = make("div", "folded");
    folded.forEach(function (one) {
      const detail = make("details");
      detail.appendChild(make("summary", "", one[0]));
      const text = make("p");
      text.appendChild(words(one[1], false));
      detail.appendChild(text);
      box.appendChild(detail);
    });
    return box;
  }

  function choices(options) {
    const box = make("div", "options");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "可以点选");
    options.forEach(function (option) {
      const button = make("button", "option", option.label);
      button.type = "button";
      button.addEventListener("click", function () { app.say({option: option.code, label: option.label}); });
      box.appendChild(button);
    });
    return box;
  }

  /* Options belong to the last reply alone: an old button would answer a question that is no longer asked. */
  function retireOptions() {
    Array.prototype.forEach.call(log.querySelectorAll(".options"), function (box) { box.remove(); });
  }

  function place(bubble, seq) {
    bubble.dataset.seq = seq || "";
    log.appendChild(bubble);
    document.getElementById("welcome").classList.add("small");
    return bubble;
  }

  function desk(reply) {
    retireOptions();
    const bubble = make("article", "bubble desk " + reply.kind);
    bubble.appendChild(make("span", "sr", reply.kind === "danger" ? "紧急提醒：" : "分流说："));
    const text = make("p", "text");
    text.appendChild(words(reply.text, reply.kind === "danger"));
    bubble.appendChild(text);
    if (reply.rows.length) {
      bubble.appendChild(card(reply.rows));
      const copy = copyButton(reply.rows);
      if (copy) bubble.appendChild(copy);
    }
    if (reply.folded.length) bubble.appendChild(details(reply.folded));
    if (reply.options.length) bubble.appendChild(choices(reply.options));
    return place(bubble, reply.seq);
  }

  function me(message) {
    retireOptions();
    const bubble = make("article", "bubble me");
    bubble.appendChild(make("span", "sr", "我说："));
    if (message.text) bubble.appendChild(make("p", "text", message.text));
    (message.photos || []).forEach(function (ref) {
      const image = make("img", "shot");
      image.src = "/api/photos/" + encodeURIComponent(ref);
      image.alt = "我发的照片";
      image.addEventListener("load", function () { if (app.nearEnd) scrollDown(); });
      bubble.appendChild(image);
    });
    if (message.located) bubble.appendChild(make("p", "where", "已附上我的位置"));
    const state = make("button", "state");
    state.type = "button";
    state.hidden = true;
    state.addEventListener("click", function () { app.retry(); });
    bubble.appendChild(state);
    bubble.dataset.client = message.client_id;
    return place(bubble, message.seq);
  }

  function mark(clientId, words, failed) {
    const bubble = log.querySelector('[data-client="' + clientId + '"]');
    if (!bubble) return;
    const state = bubble.querySelector(".state");
    state.hidden = !words;
    state.textContent = words;
    state.classList.toggle("failed", Boolean(failed));
    state.disabled = !failed;
  }

  function scrollDown() {
    talk.scrollTo ? talk.scrollTo({top: talk.scrollHeight, behavior: CALM.matches ? "auto" : "smooth"})
      : (talk.scrollTop = talk.scrollHeight);
  }

  /* Several or long replies are read from their beginning; otherwise the end is shown. */
  function reveal(first) {
    const tall = log.lastElementChild.offsetTop + log.lastElementChild.offsetHeight - first.offsetTop;
    if (tall < talk.clientHeight - 24) return scrollDown();
    const top = first.offsetTop - 12;
    return talk.scrollTo ? talk.scrollTo({top: top, behavior: CALM.matches ? "auto" : "smooth"}) : (talk.scrollTop = top);
  }

  function notice(text) {
    const line = document.getElementById("notice");
    line.textContent = text || "";
    line.hidden = !text;
    if (text && app.nearEnd && log.lastElementChild) scrollDown();
  }

  talk.addEventListener("scroll", function () {
    app.nearEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 160;
  }, {passive: true});
  app.nearEnd = true;
  app.view = {
    desk: desk, me: me, mark: mark, reveal: reveal, scrollDown: scrollDown, notice: notice, make: make,
    clear: function () { log.textContent = ""; document.getElementById("welcome").classList.remove("small"); },
    live: function (on) { log.setAttribute("aria-live", on ? "polite" : "off"); },
    typing: function (on) { document.getElementById("typing").hidden = !on; if (on && app.nearEnd) scrollDown(); }
  };
})(window.Fenliu);
