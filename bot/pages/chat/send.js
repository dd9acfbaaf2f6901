/* What is sent: one message after the other, kept on the device until the server has it. */
window.Fenliu = window.Fenliu || {};
(function (app) {
  "use strict";
  const KEY = "fenliu.queue";
  const SLOWEST = 30000;
  const TIMEOUT = 45000;
  const PATIENT = 5; /* answers "later" to one message before the next one is tried */
  const LOOK = 5000; /* how often new words are looked for while somebody may write them, */
  const LOOK_HIDDEN = 15000; /* and while nobody sees the page */
  const LOOK_FOR = 2 * 3600 * 1000; /* after the last sign of a person; */
  const LOOK_SLOW = 60000; /* from then on less often, */
  const LOOK_LAST = 24 * 3600 * 1000; /* until a day later */
  const KEPT_FOR = 180 * 1000; /* after this a message that the server kept is sent again: it is known by its number */
  const KEPT = "已记下，恢复后答复";
  const view = app.view;
  let queue = load();
  let busy = false;
  let wait = 0;
  let timer = null;
  let looked = 0;
  let person = 0; /* when a receipt, or words of a person, were last seen */
  let told = ""; /* what stays on the line until the next words are said */
  const warned = {};
  app.last = 0;

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
      if (!Array.isArray(kept)) return [];
      kept.forEach(function (one) { if (one) one.kept = 0; });
      return kept.filter(function (one) { return one && one.client_id; });
    } catch (error) { return []; }
  }

  function keep() {
    try { localStorage.setItem(KEY, JSON.stringify(queue)); } catch (error) { /* full or off: memory is enough */ }
  }

  /* What has not reached the server; what it keeps on disk waits beside it until its answer is there. */
  function unsent() {
    return queue.filter(function (one) { return !one.kept; });
  }

  function freshId() {
    const bytes = new Uint8Array(16);
    crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (one) { return ("0" + one.toString(16)).slice(-2); }).join("");
  }

  function show(message) {
    return view.me({client_id: message.client_id, text: message.label || message.text, photos: message.attachments,
      located: Boolean(message.location)});
  }

  function request(method, path, body) {
    return new Promise(function (resolve, reject) {
      const call = new XMLHttpRequest();
      call.open(method, path);
      call.timeout = TIMEOUT;
      if (body) call.setRequestHeader("Content-Type", "application/json");
      call.onload = function () {
        let data = {};
        try { data = JSON.parse(call.responseText); } catch (error) { /* a proxy's page: the status is enough */ }
        resolve({status: call.status, data: data, after: Number(call.getResponseHeader("Retry-After")) || 0});
      };
      call.onerror = call.ontimeout = reject;
      call.send(body ? JSON.stringify(body) : null);
    });
  }

  function say(given) {
    const message = {client_id: freshId(), text: given.text || "", option: given.option || "", label: given.label || "",
      attachments: given.attachments || [], location: given.location || null};
    queue.push(message);
    keep();
    told = "";
    show(message);
    view.mark(message.client_id, "发送中…");
    view.scrollDown();
    if (!timer) flush();
  }

  /* A message the server cannot take must not keep the others back: after some tries they take turns. */
  function next() {
    const rounds = function (one) { return Math.floor((one.tries || 0) / PATIENT); };
    return unsent().reduce(function (best, one) { return rounds(one) < rounds(best) ? one : best; });
  }

  async function flush() {
    clearTimeout(timer);
    timer = null;
    if (busy || !unsent().length) return;
    busy = true;
    view.typing(true);
    const message = next();
    view.mark(message.client_id, "发送中…");
    let answer = null;
    try {
      answer = await request("POST", "/api/messages", {client_id: message.client_id, text: message.text,
        option: message.option, attachments: message.attachments, location: message.location});
    } catch (error) { /* no connection */ }
    busy = false;
    view.typing(false);
    settle(message, answer);
  }

  function settle(message, answer) {
    if (answer && answer.status === 200 && Array.isArray(answer.data.replies)) {
      told = answer.data.say || told;
      done(message);
      receive(answer.data.replies);
    } else if (answer && answer.status === 202) {
      kept(message, answer);
    } else if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      told = answer.data.say || "这条消息没有发出，请换个说法再试。";
      warn(message, answer);
      done(message);
      view.mark(message.client_id, "没有发出", false);
      app.giveBack(message.text);
    } else {
      later(message, answer);
      return;
    }
    flush();
  }

  function done(message) {
    queue = queue.filter(function (one) { return one !== message; });
    keep();
    wait = 0;
    view.mark(message.client_id, "");
    view.notice(told);
  }

  /* On the server's disk, the database being gone: as good as sent. The answer is fetched when it is there. */
  function kept(message, answer) {
    const notices = answer.data.replies.filter(function (reply) { return reply.kind !== "danger"; });
    told = notices.length ? notices[0].text : told;
    message.kept = Date.now();
    keep();
    wait = 0;
    warn(message, answer);
    view.mark(message.client_id, KEPT);
    view.notice(told);
  }

  /* Danger is answered whatever becomes of the message; once. */
  function warn(message, answer) {
    const replies = answer && answer.data.replies || [];
    const dangers = replies.filter(function (reply) { return reply.kind === "danger"; });
    if (!warned[message.client_id]) receive(dangers);
    warned[message.client_id] = warned[message.client_id] || dangers.length > 0;
  }

  function later(message, answer) {
    warn(message, answer);
    if (answer && answer.status >= 500) message.tries = (message.tries || 0) + 1;
    keep();
    wait = Math.min(SLOWEST, answer && answer.after ? answer.after * 1000 : wait ? wait * 2 : 1000);
    unsent().forEach(function (one) { view.mark(one.client_id, "未送达 · 点我重发", true); });
    view.notice(answer && answer.data.say ? answer.data.say
      : "网络不通。您说的话已存在这台设备上，连上后自动发送；着急请拨打 12345。");
    timer = setTimeout(flush, wait);
  }

  /* Replies that do not follow what is shown mean that another window spoke: then all is read again. */
  function receive(replies) {
    if (!replies.length) return;
    const first = replies[0].seq;
    if (first > app.last + 2) {
      history(true);
      return;
    }
    const bubbles = replies.map(view.desk);
    notePerson(replies);
    app.last = Math.max(app.last, replies[replies.length - 1].seq);
    view.reveal(bubbles[0]);
  }

  function notePerson(messages) {
    if (messages.some(function (one) { return one.kind === "receipt"; })) person = Date.now();
  }

  function isShown(message) {
    return Boolean(document.querySelector('[data-client="' + message.client_id + '"]'));
  }

  async function history(whole) {
    const from = app.last;
    let answer = null;
    try { answer = await request("GET", "/api/messages?after=" + (whole ? 0 : app.last)); } catch (error) { return; }
    if (answer.status !== 200 || busy || app.last !== from) return;
    const messages = answer.data.messages;
    if (!Array.isArray(messages)) return; /* a proxy's page */
    if (!messages.length && !whole) return;
    if (!whole && queue.length) return history(true);
    const waited = queue.length;
    const known = messages.map(function (one) { return one.client_id; });
    queue = queue.filter(function (one) { return known.indexOf(one.client_id) < 0; });
    keep();
    if (waited > queue.length && !queue.some(function (one) { return one.kept; })) view.notice(told = "");
    if (whole || app.last === 0) view.clear();
    messages.forEach(function (one) {
      if (one.from !== "me") view.desk(one);
      else if (!isShown(one)) view.me(one);
    });
    if (messages.length) app.last = messages[messages.length - 1].seq;
    notePerson(messages);
    queue.forEach(function (one) {
      show(one);
      if (one.kept) view.mark(one.client_id, KEPT);
    });
    if (whole || app.nearEnd) view.scrollDown();
  }

  /* Whoever waits for a person waits at the page first; later it is enough to look now and then. */
  function isTime(now) {
    const gone = now - person;
    if (gone >= LOOK_LAST || (gone >= LOOK_FOR && now - looked < LOOK_SLOW)) return false;
    looked = now;
    return true;
  }

  /* A person may write at any time, and what was kept is answered later: both are looked for. */
  async function look() {
    const now = Date.now();
    queue.forEach(function (one) { if (one.kept && now - one.kept > KEPT_FOR) one.kept = 0; });
    try {
      if (unsent().length && !timer) await flush();
      if (!busy && !unsent().length && (queue.length || isTime(now))) await history(false);
    } finally { /* whatever went wrong with one look, the next one comes */
      setTimeout(look, document.hidden ? LOOK_HIDDEN : LOOK);
    }
  }

  async function forget() {
    try {
      const answer = await request("DELETE", "/api/conversation");
      if (answer.status !== 200) throw new Error();
    } catch (error) {
      view.notice("没有清空成功，请联网后再试。");
      return;
    }
    queue = [];
    keep();
    app.last = 0;
    view.clear();
    view.notice("对话已清空。");
  }

  app.say = say;
  app.retry = flush;
  app.forget = forget;
  app.history = history;
  app.start = async function () {
    await history(true);
    if (!app.last) queue.forEach(function (one) {
      if (!isShown(one)) show(one);
    });
    view.live(true);
    flush();
    setTimeout(look, LOOK);
  };
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && !busy && !unsent().length && app.last) history(false);
  });
})(window.Fenliu);
