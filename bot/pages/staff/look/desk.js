// The little that only a browser can do for the desk: keep what is typed, ring, and hear keys.
(() => {
  const PREFIX = 'fenliu.desk.';
  const KEPT_DAYS = 7;
  const ALIVE_MS = 30000;
  let who = '';
  let sound = '';
  const keyOf = (name) => `${PREFIX}${who}.${name}`;
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full: typing goes on */ } };

  const sweep = () => {
    const before = Date.now() - KEPT_DAYS * 86400000;
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && (read(key)?.at ?? Date.now()) < before) localStorage.removeItem(key);
    }
  };
  const fieldOf = (target) => target.closest?.('[data-draft]')?.dataset.draft;
  const told = {};
  const alive = (handoff) => {
    if (Date.now() - (told[handoff] ?? 0) < ALIVE_MS) return;
    told[handoff] = Date.now();
    emitEvent('desk_typing', { handoff: Number(handoff) });
  };
  document.addEventListener('input', (event) => {
    const name = fieldOf(event.target);
    if (!name) return;
    write(keyOf(name), { text: event.target.value, at: Date.now() });
    if (event.isTrusted) alive(name.split('.')[0]);
  }, true);

  document.addEventListener('keydown', (event) => {
    const typing = event.target.matches?.('input, textarea, [contenteditable=true]');
    if (event.altKey && !event.ctrlKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      emitEvent('desk_move', { by: event.key === 'ArrowUp' ? -1 : 1 });
    } else if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      emitEvent('desk_canned', {});
    }
  });

  window.fenliuDesk = {
    begin(staff, chime) { who = staff; sound = chime; sweep(); return localStorage.getItem(`${PREFIX}sound`) === 'on'; },
    drafts(names) { return Object.fromEntries(names.map((name) => [name, read(keyOf(name))?.text ?? ''])); },
    keep(name, text) { write(keyOf(name), { text, at: Date.now() }); },
    forget(names) { for (const name of names) localStorage.removeItem(keyOf(name)); },
    over(handoff) {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(keyOf(`${handoff}.`))) localStorage.removeItem(key);
      }
    },
    async sound(on) {
      localStorage.setItem(`${PREFIX}sound`, on ? 'on' : 'off');
      return on ? this.play() : true;
    },
    async play() {
      try { await new Audio(sound).play(); return true; } catch { return false; }
    },
    async ring() {
      if (localStorage.getItem(`${PREFIX}sound`) === 'on' && !(await this.play())) emitEvent('desk_mute', {});
    },
    bottom(force) {
      const log = document.querySelector('[data-log]');
      if (!log) return;
      const near = log.scrollHeight - log.scrollTop - log.clientHeight < 240;
      if (force || near) log.scrollTop = log.scrollHeight;
    },
    focus(selector) { document.querySelector(selector)?.querySelector?.('textarea, input')?.focus(); },
  };
})();
