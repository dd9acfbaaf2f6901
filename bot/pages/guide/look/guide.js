/* Larger text, remembered together with the chat page; a button for printing. The guide works without either. */
(function () {
  "use strict";
  const large = document.getElementById("large");
  const print = document.getElementById("print");

  function show() {
    large.setAttribute("aria-pressed", String(document.documentElement.classList.contains("large")));
  }
  large.hidden = false;
  large.addEventListener("click", function () {
    const on = document.documentElement.classList.toggle("large");
    try { localStorage.setItem("fenliu.large", on ? "1" : "0"); } catch (error) { /* not remembered, still shown */ }
    show();
  });
  show();
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
})();
