// What is wider than the screen can be moved with the keyboard too; the bar of loading is only for the eye.
(() => {
  const reach = () => {
    for (const box of document.querySelectorAll('.q-table__middle.scroll')) {
      const wide = box.scrollWidth > box.clientWidth;
      if (wide !== box.hasAttribute('tabindex')) wide ? box.setAttribute('tabindex', '0') : box.removeAttribute('tabindex');
    }
  };
  const name = () => {
    for (const box of document.querySelectorAll('.q-uploader a.q-btn[role=button]')) {
      box.setAttribute('role', 'group');  // it holds the input that chooses the file
      box.setAttribute('aria-label', '选文件');
      box.querySelector('input[type=file]')?.setAttribute('aria-label', '选文件');
    }
  };
  const hide = () => document.getElementById('q-loading-bar')?.setAttribute('aria-hidden', 'true');
  let asked = 0;
  const soon = () => { cancelAnimationFrame(asked); asked = requestAnimationFrame(() => { reach(); name(); hide(); }); };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  addEventListener('resize', soon);
  // What was to be said on the page opened anew (`reload` in frame.py).
  addEventListener('load', () => {
    const said = sessionStorage.getItem('fenliu-said');
    sessionStorage.removeItem('fenliu-said');
    if (said) Quasar.Notify.create({ message: said, type: 'positive' });
  });
})();
