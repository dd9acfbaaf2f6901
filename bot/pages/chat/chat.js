/* Joins the parts: the form, the shortcut words, the text size. */
(function (app) {
  "use strict";
  const LONG = 1500;
  const LONGEST = 10000;
  const view = app.view;
  const box = document.getElementById("words");
  const large = document.getElementById("large");
  const menu = document.getElementById("menu");

  function fit() {
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight + 2, 168) + "px";
    if (box.value.length > LONG) view.notice("已经写了 " + box.value.length + " 个字。先说最要紧的几句，看得更快。");
  }

  function submit() {
    const text = box.value.trim();
    if (app.attached.loading()) return view.notice("照片还在上传，马上就好，请稍等。");
    if (text.length > LONGEST) return view.notice("一条消息最多 " + LONGEST + " 个字，请分成几条发。");
    const attached = app.attached.take();
    if (!text && !attached.attachments.length && !attached.location) return box.focus();
    box.value = "";
    fit();
    view.notice("");
    app.say({text: text, attachments: attached.attachments, location: attached.location});
    return box.focus();
  }

  /* Words that could not be sent come back to be changed, unless others are being written. */
  app.giveBack = function (text) {
    if (box.value || !text) return;
    box.value = text;
    fit();
  };

  document.getElementById("composer").addEventListener("submit", function (event) {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", fit);
  box.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-say]"), function (button) {
    button.addEventListener("click", function () { app.say({text: button.dataset.say}); });
  });

  function showSize() {
    large.setAttribute("aria-pressed", String(document.documentElement.classList.contains("large")));
  }
  large.addEventListener("click", function () {
    const on = document.documentElement.classList.toggle("large");
    try { localStorage.setItem("fenliu.large", on ? "1" : "0"); } catch (error) { /* not remembered, still shown */ }
    showSize();
    fit();
    if (app.last) view.scrollDown();
  });
  showSize();

  document.addEventListener("click", function (event) {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.getElementById("forget").addEventListener("click", function () {
    menu.open = false;
    if (window.confirm("清空后看不到前面的对话，已提交的工单不受影响。现在清空吗？")) app.forget();
  });
  if (!navigator.cookieEnabled) view.notice("请在浏览器设置里允许本站使用 Cookie，不然记不住您前面说的话。");

  /* The guide brings its matter along: it waits in the box, and is sent only by who reads it. */
  function bringAlong() {
    const found = /^#say=(.{1,900})$/.exec(location.hash);
    if (!found) return;
    try { app.giveBack(decodeURIComponent(found[1]).slice(0, 300)); } catch (error) { /* a link cut in half */ }
    history.replaceState(null, "", location.pathname);
  }
  window.addEventListener("hashchange", bringAlong);
  bringAlong();
  app.start();
})(window.Fenliu);
