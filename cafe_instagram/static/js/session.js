// Warns before the session ends, and lets one stay (WCAG 2.2.1). The server says how many seconds are left; this
// computer's clock, which may be wrong, is never asked. Asking is not being there: only the button is.

const dialog = document.querySelector("[data-session]");
const form = dialog.querySelector("form");
const part = (name) => dialog.querySelector(`[data-session-${name}]`);
let timer;
let left = Number(dialog.dataset.sessionSeconds);
let counted = performance.now();
let warn = Number(dialog.dataset.sessionWarn);
let questions = 0; // of several on their way the last one's answer counts, whichever comes first
let dismissed = false; // closed by hand: shown again in the last minute only

function later(seconds, act) {
  clearTimeout(timer);
  timer = setTimeout(act, Math.max(0, seconds) * 1000);
}

async function ask(options) {
  const answer = await fetch(dialog.dataset.session, { headers: { Accept: "application/json" }, ...options });
  if (!answer.ok) throw new Error(`session: ${answer.status}`);
  return answer.json();
}

function wait(state) {
  left = state.seconds;
  warn = state.warn;
  counted = performance.now();
  later(left - warn, look);
}

/** Another window may have been used meanwhile: the server knows. */
async function look() {
  const mine = ++questions;
  let state;
  try {
    state = await ask();
  } catch {
    if (mine === questions) later(30, look); // no connection: it will be back, or the next page will tell
    return;
  }
  if (mine !== questions) return;
  if (state.seconds <= 0) over();
  else if (state.seconds > state.warn) renew(state);
  else show(state);
}

function show(state) {
  wait(state);
  for (const name of ["idle", "absolute", "over"]) part(name).hidden = name !== state.limit;
  part("stay").hidden = state.limit !== "idle";
  if (!dialog.open && !(dismissed && state.seconds > 60)) dialog.showModal();
  count();
}

function renew(state) {
  wait(state);
  if (dialog.open) dialog.addEventListener("close", () => (dismissed = false), { once: true });
  dialog.close();
}

/** Told anew each half minute, not each second: a reader must be able to follow. */
function count() {
  const seconds = left - (performance.now() - counted) / 1000;
  if (seconds <= 0) {
    later(1, look);
    return;
  }
  const words = seconds > 60 ? `${Math.ceil(seconds / 60)}分` : "1分以内";
  for (const place of dialog.querySelectorAll("[data-session-left]")) place.textContent = words;
  later(Math.min(30, seconds), look);
}

function over() {
  clearTimeout(timer);
  for (const name of ["idle", "absolute"]) part(name).hidden = true;
  part("over").hidden = false;
  part("stay").hidden = true;
  part("title").textContent = "ログインの期限が切れました";
  if (!dialog.open) dialog.showModal();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  questions += 1; // pressing says more than any look before it
  try {
    const state = await ask({ method: "POST", body: new FormData(form) });
    if (state.seconds <= 0) {
      over();
      return;
    }
    renew(state);
  } catch {
    over();
  }
});
part("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => (dismissed = true));
// A computer that slept has not counted.
document.addEventListener("visibilitychange", () => document.hidden || look());
window.addEventListener("pageshow", (event) => event.persisted && look());

later(left - warn, look);
