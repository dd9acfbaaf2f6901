/* Presses everything on a page that does something: buttons, rows, folds, switches, choices, also those of windows that
   open. What it presses is told by its words; the same words are pressed a few times at most, for rows look alike. */
async (pause) => {
  const MOST = 2;
  const ROUNDS = 140;
  const THINGS = "button, [role=button], [role=switch], [role=checkbox], [role=combobox], a[data-line], tbody tr," +
    " .q-item--clickable, [role=option], [role=radio], [role=tab]";
  const SHY = /先不办|关闭|再看看|不建了|换一句|知道了|取消|返回|菜单|退出|^menu$/;
  const counts = new Map(), pressed = [], said = new Set();
  const sleep = (time) => new Promise((done) => setTimeout(done, time));
  window.open = () => null;
  new MutationObserver(() => document.querySelectorAll(".q-notification__message").forEach(
    (one) => said.add(one.textContent))).observe(document.body, {subtree: true, childList: true});
  const seen = (one) => one.offsetParent !== null || getComputedStyle(one).position === "fixed";
  const words = (one) => (one.getAttribute("aria-label") || one.textContent || one.getAttribute("role") || "").trim();
  const name = (one) => one.tagName + one.className.split(" ")[0] + words(one).slice(0, 40);
  const off = (one) => one.disabled || one.getAttribute("aria-disabled") === "true";

  function next() {
    const open = document.querySelectorAll(".q-menu, .q-dialog__inner");
    const room = open.length ? open[open.length - 1] : document;
    const there = [...room.querySelectorAll(THINGS)].filter(
      (one) => seen(one) && !off(one) && !one.closest("form[action]") && (counts.get(name(one)) || 0) < MOST);
    const late = (one) => SHY.test(words(one)) || one.hasAttribute("data-line");
    there.sort((one, other) => late(one) - late(other));
    return there[0] || null;
  }

  function fill() {
    document.querySelectorAll("input:not([type=file]), textarea").forEach((box) => {
      if (!seen(box) || box.value || box.readOnly || box.getAttribute("role") === "combobox") return;
      const kind = box.tagName === "INPUT" ? HTMLInputElement : HTMLTextAreaElement;
      const text = box.type === "date" ? "2027-01-20" : box.inputMode === "numeric" ? "3" : "听了情况已现场复查合格";
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
      box.dispatchEvent(new Event("input", {bubbles: true}));
      box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey: true, bubbles: true}));
      box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
    });
  }

  for (let round = 0; round < ROUNDS; round++) {
    fill();
    await sleep(pause);
    const one = next();
    if (!one) {
      const open = document.querySelectorAll(".q-menu, .q-dialog__inner");
      if (!open.length) break;
      document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", keyCode: 27, bubbles: true}));
      window.dispatchEvent(new KeyboardEvent("keyup", {key: "Escape", keyCode: 27, bubbles: true}));
      await sleep(400);
      if (document.querySelectorAll(".q-menu, .q-dialog__inner").length >= open.length) {
        open.forEach((room) => room.remove());
      }
      continue;
    }
    counts.set(name(one), (counts.get(name(one)) || 0) + 1);
    pressed.push(words(one).slice(0, 40));
    one.dispatchEvent(new MouseEvent("mousedown", {bubbles: true}));
    one.click();
    await sleep(pause);
  }
  await sleep(1500);
  return {pressed, said: [...said]};
}
