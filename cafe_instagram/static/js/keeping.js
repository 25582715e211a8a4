// Nothing typed is ever lost. What is typed is saved a moment later, field by field, each with the value that the server
// had when both last agreed, so that nobody overwrites anybody. Until then it waits in the browser's own storage.

import { besideTheFields } from "./returned.js";
import * as fields from "./typed_fields.js";
import {
  HERE, NOT_HERE, address, agreed, changed, copy, differing, forgetNews, form, isNew, keepHere, left, news, page, paper, person, place,
  refused, say, sayWhatWaits, state, takeUp, waits,
} from "./typed_page.js";
import * as store from "./typed_store.js";

const SHOWN_BY_SAVING = "「保存する」を押すと、この画面に表示されます。";
const PAUSE_MS = 2_000; // after the last key
const AT_LEAST_EVERY_MS = 8_000;
const LOOK_MS = 30_000; // others are told of half a minute, and forgotten after two (posts/drafting/presence.py)
const PATIENCE_MS = 20_000;
const RETRY_MS = [2_000, 5_000, 15_000, 30_000, 60_000];
const ALIVE_MS = 300; // in which the other tabs say that they are there

const tabs = "BroadcastChannel" in window ? new BroadcastChannel(`typed:${person}:${paper}`) : null;

let version = form.dataset.version ?? "";
let token = form.elements.csrfmiddlewaretoken.value;
let keeps = true; // the server takes what is typed: a draft
let why = ""; // why not
let busy = false;
let pressed = null; // a button, while an answer is waited for
let failures = 0;
let firstTyped = 0;
const timers = {};

const later = (wait) => {
  clearTimeout(timers.send);
  timers.send = setTimeout(send, wait);
};

const toSend = () =>
  changed().filter((name) => {
    const no = refused.get(name);
    return !left.has(name) && !differing.has(name) && !(no && fields.same(no.value, fields.now(form, name)));
  });

// --- The server --------------------------------------------------------------------------------------------------

async function ask(options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const where = options.body ? address : `${address}?version=${version}`;
    const answer = await fetch(where, { redirect: "manual", signal: patience.signal, ...options });
    const isTold = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, told: isTold ? await answer.json() : null, isElsewhere: answer.type === "opaqueredirect" };
  } catch {
    return { status: -1, told: null, isElsewhere: false }; // no connection, or none that answers
  } finally {
    clearTimeout(timer);
  }
}

async function send(options = {}) {
  clearTimeout(timers.send);
  if (state.over || busy || isNew || state.stands || !keeps) return;
  const sent = new Map(toSend().map((name) => [name, fields.now(form, name)]));
  if (!sent.size) {
    sayWhatWaits();
    return;
  }
  keepHere(); // first: whatever becomes of the request, the text is somewhere
  busy = true;
  firstTyped = 0;
  const body = new FormData();
  const changes = [...sent].map(([name, now]) => [name, [agreed.get(name)?.server ?? [], now]]);
  body.set("csrfmiddlewaretoken", token);
  body.set("typed_by", form.elements.typed_by.value);
  body.set("version", version);
  body.set("changes", JSON.stringify(Object.fromEntries(changes)));
  const answer = await ask({ method: "POST", body, ...options });
  busy = false;
  if (state.over) return;
  if (answer.status === 200 && answer.told) taken(answer.told, sent);
  else await failed(answer);
  if (pressed) form.requestSubmit(pressed.button);
  pressed = null;
}

/** What is on its way is answered first: the form then knows what the server has, and brings the rest. */
function waitForAnswer(event) {
  if (!busy) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  pressed = { button: event.submitter };
}

function taken(told, sent) {
  failures = 0;
  for (const [name, server] of Object.entries(told.stored)) {
    agreed.set(name, { screen: sent.get(name), server });
    refused.delete(name);
  }
  for (const name of told.left) left.add(name);
  for (const [name, sentence] of Object.entries(told.refused)) refused.set(name, { value: sent.get(name), why: sentence });
  for (const one of told.differing)
    differing.add(one.name, one.stored, { title: one.label, text: one.theirs, by: one.by });
  heard(told);
  forgetNews();
  keepHere();
  if (Object.keys(told.stored).length) {
    say("saved", `保存しました ${told.at}`);
    tabs?.postMessage({ saved: version });
  }
  sayWhatWaits();
  if (toSend().length) later(PAUSE_MS);
  else if (!changed().length && ![...form.querySelectorAll("input[type=file]")].some((one) => one.files.length))
    form.dispatchEvent(new Event("kept"));
}

async function failed(answer, isAgain = false) {
  const problem = answer.told?.problem;
  if (answer.isElsewhere) say("session", `ログインが切れているため、保存していません。${waits()}ログインし直すと、続きから保存します。`);
  else if (answer.status === 403 && !isAgain) {
    // Somebody has signed in again in another tab: the form's token is of the session before.
    const again = await ask();
    if (again.status === 200) {
      token = form.elements.csrfmiddlewaretoken.value = again.told.token;
      heard(again.told);
      if (state.kind !== "person") later(0);
    } else await failed(again, true);
  } else if (answer.told?.kind === "state") {
    keeps = false;
    say("state", `${problem}${waits()}`);
  } else if (answer.told?.kind === "person") say("person", `${problem}${waits()}`);
  else if (answer.status === 404 || answer.status === 403 || answer.told?.kind === "rule") {
    const because = problem ?? "この文書を開けなくなったため、保存していません。";
    say("rule", `${because}入力した内容は、この画面に残っています。${waits()}`);
  } else if (answer.status >= 400 && answer.status < 500)
    say("rule", `${problem ?? "自動では保存できませんでした。「保存する」を押してください。"}${waits()}`);
  else {
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
    failures += 1;
    say("line", `サーバーにつながらないため、まだ保存していません。${waits()}つながりしだい、自動で保存します。`);
    later(wait);
  }
}

/** Who else is here, and what has been saved since: put where nobody has typed here. */
function heard(told) {
  if (String(told.person) !== person) {
    say("person", `この画面を開いた方と、いまログインしている方が違うため、保存していません。${waits()}`);
    return;
  }
  token = form.elements.csrfmiddlewaretoken.value = told.token;
  if (state.stands) standing(told);
  else if (told.fields) putIn(told.fields, told.by);
  follow(told.version);
  keeps = told.keeps;
  why = told.why_not;
  place("others").hidden = !told.others.length;
  const others = told.others.length ? `${told.others.map((name) => `${name}さん`).join("、")}も、この画面を開いています。` : "";
  if (place("others").textContent !== others) place("others").textContent = others;
}

/** js/editor.js tells what is missing now, js/uploading.js goes on from here. */
function follow(newer) {
  const before = version;
  version = form.elements.version.value = String(newer);
  if (version !== before) document.dispatchEvent(new CustomEvent("cafe:version", { detail: { version: newer } }));
}

/** The page came with what was typed and not saved: what is stored is known only now. */
function standing(told) {
  const isOf = form.dataset.version === String(told.version);
  for (const [name, server] of Object.entries(told.fields ?? {})) {
    if (!agreed.has(name)) continue;
    agreed.set(name, { screen: server, server });
  }
  state.stands = false;
  if (!isOf) for (const name of changed()) if (told.fields[name] && !differing.has(name)) differing.add(name, told.fields[name], { by: told.by });
}

function putIn(values, by) {
  const put = [];
  for (const [name, server] of Object.entries(values)) {
    const known = agreed.get(name);
    if (!known || fields.same(known.server, server) || !fields.same(fields.now(form, name), known.screen)) continue;
    agreed.set(name, { screen: server, server });
    fields.write(form, name, server);
    put.push(fields.label(form, name));
  }
  const saved = by ? `${by}さんが保存した` : "ご自身が別の画面で保存した";
  if (put.length) news(`${saved}${put.map((one) => `「${one}」`).join("")}を、この画面に入れました。`);
  const rows = (all) => new Set(all.filter((name) => /-\d+-/.test(name)).map((name) => name.slice(0, name.lastIndexOf("-"))));
  const [there, here] = [rows(Object.keys(values)), rows([...agreed.keys()])];
  // One's own text adds and takes away links, too.
  if (there.size !== here.size || [...there].some((row) => !here.has(row)))
    news(`${by ? `${by}さんが写真またはリンクを変えました` : "写真またはリンクの欄が変わりました"}。${SHOWN_BY_SAVING}`);
}

async function look() {
  if (state.over || isNew || busy) return;
  const answer = await ask();
  if (state.over) return;
  if (answer.status !== 200 || !answer.told) {
    if (changed().length || answer.isElsewhere) await failed(answer, true);
    return;
  }
  const waited = state.kind;
  heard(answer.told);
  if (state.kind === "person") return;
  if (!keeps && changed().length) say("state", `${why}${waits()}`);
  else if (["session", "person", "rule", "line"].includes(waited) || toSend().length) later(0);
}

// --- When --------------------------------------------------------------------------------------------------------

function typed(event) {
  if (state.over || !event.target.name) return;
  clearTimeout(timers.here);
  timers.here = setTimeout(keepAndTell, 250);
  differing.renew(event.target.name);
  firstTyped ||= Date.now();
  later(Math.max(0, Math.min(PAUSE_MS, firstTyped + AT_LEAST_EVERY_MS - Date.now())));
}

function keepAndTell() {
  keepHere();
  const waiting = changed().length > 0;
  if (isNew) say(state.stored ? "here" : "full", waiting ? (state.stored ? `${HERE}「起案して次へ」を押すと保存されます。` : NOT_HERE) : "");
  else if (!keeps && waiting) say("state", `${why}${waits()}`);
  else if (!state.stored && failures) say("line", `サーバーにつながらないため、まだ保存していません。${NOT_HERE}`);
}

form.addEventListener("input", typed);
form.addEventListener("change", () => later(0)); // a field is left
form.addEventListener("submit", waitForAnswer, { capture: true });
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  keepHere();
  if (isNew) return;
  const before = changed().filter((name) => !left.has(name) && agreed.has(name) && !state.stands);
  if (!state.stands && !differing.names().length)
    form.elements.was.value = JSON.stringify(Object.fromEntries(before.map((name) => [name, agreed.get(name).server])));
  state.over = true; // what the page now brings, the next one knows
  setTimeout(() => (state.over = !event.defaultPrevented)); // another script may have stopped it
});
form.addEventListener("chosen", () => later(0));
document.addEventListener("cafe:version", () => (version = form.elements.version.value)); // a photo was added
window.addEventListener("pagehide", keepHere);
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  state.over = false;
  look();
});
window.addEventListener("online", () => later(0));
window.addEventListener("focus", () => state.kind === "session" && look());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
  else if (toSend().length) {
    keepHere();
    send({ keepalive: true });
  }
});
setInterval(() => document.hidden || look(), LOOK_MS);
place("copy").querySelector("button").addEventListener("click", copy);
place("drop").querySelector("button").addEventListener("click", () => {
  for (const [name, { server }] of agreed) fields.write(form, name, server);
  store.drop(person, paper, page);
  place("status").hidden = true;
});
store.onSignOut(() => {
  state.over = true;
  store.drop(person, paper, page);
  say("left", "ログアウトしました。保存していない入力は、この画面にだけ残っています。");
});

if (!isNew) besideTheFields();

const alive = new Set([page]);
tabs?.addEventListener("message", ({ data }) => {
  if (data.ask) tabs.postMessage({ here: page });
  if (data.here) alive.add(data.here);
  if (data.saved && data.saved !== version) look();
});
tabs?.postMessage({ ask: page });
setTimeout(async () => {
  const found = store.entries(person, paper).filter((entry) => !alive.has(entry.page));
  // A page that brings back what was typed has all of it; what another has left is older.
  if ("asStored" in form.dataset) found.forEach(takeUp);
  else found.forEach((entry) => store.drop(person, paper, entry.page));
  if (!isNew) {
    const text = (entry, name) => entry.fields[name]?.now ?? [];
    for (const entry of store.entries(person, "new"))
      if (["title", "caption"].every((name) => fields.alike(text(entry, name), agreed.get(name)?.server ?? [])))
        store.drop(person, "new", entry.page);
    await look();
    if (!keeps && !state.kind) say("state", `${why}`);
  }
  keepHere();
  if (toSend().length) later(0);
}, ALIVE_MS);
form.dataset.keepReady = "";
