// The whole client script. Every page works without it: it adds keys, opens dialogs in place of pages, and picks rows.
'use strict';
const $ = (s, e = document) => e.querySelector(s), all = (s, e = document) => [...e.querySelectorAll(s)];
const body = document.body;
// Where storage is forbidden, the choice lasts as long as the page.
const kept = v => { try { if (v) localStorage.setItem('keys', v); return localStorage.getItem('keys'); } catch { if (v) body.dataset.keys = v; } };
const off = () => body.dataset.keys === 'off' || kept() === 'off';

// Links that have a popover become its button, so that the browser closes it on a second press.
for (const a of all('a[data-pop]')) {
  if (!('popover' in a)) continue;
  const b = document.createElement('button');
  b.type = 'button';
  b.className = a.className;
  b.setAttribute('popovertarget', a.dataset.pop);
  if (a.ariaLabel) b.ariaLabel = a.ariaLabel;
  b.append(...a.childNodes);
  a.replaceWith(b);
}
for (const e of all('[data-script]')) e.hidden = false;

const open = id => { const d = document.getElementById(id); if (d && d.showModal && !d.open) d.showModal(); return d; };
addEventListener('click', e => {
  const t = e.target.closest('[data-open],[data-close],[data-keys-switch]');
  if (e.target.localName === 'dialog') e.target.close();
  if (!t || e.metaKey || e.ctrlKey) return;
  if ('close' in t.dataset) t.closest('dialog').close();
  else if ('keysSwitch' in t.dataset) { kept(off() ? 'on' : 'off'); label(t); }
  else if (open(t.dataset.open)) e.preventDefault();
});
const label = t => { t.textContent = off() ? 'Switch shortcuts on' : 'Switch shortcuts off'; };
all('[data-keys-switch]').forEach(label);

// Focus goes to the summary of problems; a hash goes to its field.
if (!location.hash) $('.errsum')?.focus();

// Rows: j and k walk, x picks, Enter opens.
let at = -1;
const rows = all('[data-row]');
const walk = step => {
  if (!rows.length) return;
  rows[at]?.classList.remove('on');
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add('on');
  (rows[at].querySelector('.main-link') || rows[at]).focus();
};

// A box in the head of the column of boxes picks every row of the page.
for (const th of all('thead .pk')) {
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.setAttribute('aria-label', 'Pick every row on this page');
  box.addEventListener('change', () => all('td.pk input', th.closest('table')).forEach(i => { i.checked = box.checked; }));
  th.append(box);
}

const go = url => { if (url) location.assign(url); };
const keys = {
  '/': () => open('palette') || go('/search'),
  '?': () => open('keys'),
  c: () => go(body.dataset.create) || (!body.dataset.create && open('palette')),
  e: () => go(body.dataset.edit),
  j: () => walk(1),
  k: () => walk(-1),
  x: () => { const i = rows[at]?.querySelector('.pk input'); if (i) i.checked = !i.checked; },
  '[': () => go(body.dataset.prev),
  ']': () => go(body.dataset.next),
  t: () => all('details.data').forEach((d, _, l) => { d.open = d === l[0] ? !d.open : l[0].open; }),
};
let g = 0;
addEventListener('keydown', e => {
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.target.form?.requestSubmit($('.btn.pri', e.target.form) || undefined); return; }
  if (e.metaKey || e.ctrlKey && e.key !== 'k' || e.altKey || off()) return;
  if (e.ctrlKey) { e.preventDefault(); open('palette'); return; }
  if (e.target.closest('input:not([type=checkbox],[type=radio]),textarea,select,dialog,[contenteditable]')) return;
  if (g && Date.now() - g < 1200) { const a = $(`[data-go="${CSS.escape(e.key)}"]`); g = 0; if (a) { e.preventDefault(); a.click(); return; } }
  if (e.key === 'g') { g = Date.now(); return; }
  if (Object.hasOwn(keys, e.key)) { e.preventDefault(); keys[e.key](); }
});
