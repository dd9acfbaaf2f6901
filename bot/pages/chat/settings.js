/* Before the page is drawn: the remembered text size, so that nothing jumps. */
(function () {
  "use strict";
  try {
    if (localStorage.getItem("fenliu.large") === "1") document.documentElement.classList.add("large");
  } catch (error) { /* storage is switched off: the page works without it */ }
})();
