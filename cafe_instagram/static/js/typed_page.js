// The editor's page as js/keeping.js finds it: what is on the screen, what the server has, what is said of it, and what waits
// in the browser's storage.

import { differing as differingFields } from "./typed_differs.js";
import * as fields from "./typed_fields.js";
import * as store from "./typed_store.js";

const READ_MS = 20_000; // in which a line has been read

export const form = document.querySelector("form[data-keep]");
export const { keep: address, document: paper, person } = form.dataset;
export const place = (name) => document.querySelector(`[data-keep-${name}]`);
export const page = Math.random().toString(36).slice(2);
export const isNew = !address;

export const state = {
  stands: !isNew && !("asStored" in form.dataset), // what the page shows is not what is stored: the server is asked first
  over: false, // signed out in another tab, or sent by the button: nothing more is done here
  stored: true, // the browser's own storage holds what the server does not
  kind: "", // of what is said
  newsAt: 0,
};
export const agreed = new Map(); // by name: what the screen showed and what the server had, when they agreed
export const left = new Set(); // what only a button does
export const refused = new Map(); // by name: the value, and why it cannot be stored

for (const name of fields.names(form)) {
  const came = fields.initial(form, name);
  agreed.set(name, { screen: came, server: came });
}

/** A photo that was added brings fields of its own: what they came with is what the server has. */
document.addEventListener("cafe:photo-added", () => {
  for (const name of fields.names(form)) {
    if (agreed.has(name)) continue;
    const came = fields.initial(form, name);
    agreed.set(name, { screen: came, server: came });
  }
});

export const differing = differingFields(form, (name, which, theirs) => {
  if (which === "theirs") fields.write(form, name, theirs);
  agreed.set(name, { screen: theirs, server: theirs });
  keepHere();
  form.dispatchEvent(new Event("chosen")); // js/keeping.js sends it
});

export const changed = () =>
  [...fields.names(form)].filter((name) => {
    const known = agreed.get(name);
    return !known || !fields.same(fields.now(form, name), known.screen);
  });

// --- What is said ------------------------------------------------------------------------------------------------

export const HERE = "入力した内容は、この端末に預かっています。";
export const NOT_HERE =
  "この端末には預かれません(ブラウザーの保存領域がいっぱいか、使えません)。この画面を閉じないでください。";
export const waits = () => (state.stored ? HERE : NOT_HERE);

export function say(what, words) {
  state.kind = what;
  place("status").hidden = !words;
  if (place("told").textContent !== words) place("told").textContent = words;
  place("sign-in").hidden = what !== "session";
  place("copy").hidden = what !== "rule" && state.stored;
}

export function news(words) {
  const line = place("news");
  state.newsAt = Date.now();
  if (words && line.textContent !== words) line.textContent = words;
  line.hidden = !line.textContent;
  if (words) place("status").hidden = false;
}

/** Read by now, it makes room. */
export function forgetNews() {
  if (Date.now() - state.newsAt > READ_MS) place("news").textContent = "";
  place("news").hidden = !place("news").textContent;
}

export function sayWhatWaits() {
  const wrong = changed().find((name) => refused.has(name));
  if (wrong) say("refused", `「${fields.label(form, wrong)}」は、まだ保存できません。${refused.get(wrong).why}`);
  else if (differing.names().length) say("differs", "ほかの方と同じところを変えています。上の「ほかの方と、同じところを変えています」で、使うほうを決めてください。");
  else if (changed().some((name) => left.has(name)))
    say("left", `追加するリンクと、外す指定は、「保存する」を押すと保存されます。${waits()}`);
}

// --- The browser's storage ---------------------------------------------------------------------------------------

export function keepHere() {
  if (state.over) return;
  const waiting = changed();
  if (!waiting.length) {
    store.drop(person, paper, page);
    state.stored = true;
    return;
  }
  const typed = Object.fromEntries(
    waiting.map((name) => [name, { was: state.stands ? null : (agreed.get(name)?.server ?? null), now: fields.now(form, name) }]),
  );
  state.stored = store.put(person, paper, page, { fields: typed, formKey: form.elements.form_key?.value });
}

/** What another page, closed since, has left behind. */
export function takeUp(entry) {
  store.drop(person, paper, entry.page);
  let back = 0;
  for (const [name, { was, now }] of Object.entries(entry.fields)) {
    const known = agreed.get(name);
    if (!known) {
      if (now.length && !name.endsWith("-remove")) differingText(name, now);
      continue;
    }
    if (fields.alike(now, known.server) || isAddedMeanwhile(name, entry.fields)) continue;
    if (was && !fields.same(was, known.server)) {
      fields.write(form, name, now);
      differing.add(name, known.server);
    } else {
      fields.write(form, name, now);
    }
    back += 1;
  }
  if (!back) return;
  if (isNew && entry.formKey) form.elements.form_key.value = entry.formKey; // sent twice, it makes one draft
  news("この端末に残っていた入力を、画面に戻しました。");
  place("drop").hidden = !isNew;
  keepHere();
}

/** A link that was to be added stands among the post's own once it is saved. */
export function isAddedMeanwhile(name, typed) {
  const group = name.slice(0, name.lastIndexOf("-"));
  const url = typed[`${group}-url`]?.now[0];
  return Boolean(url) && ![...agreed.keys()].every((one) => one === `${group}-url` || !one.endsWith("-url") || agreed.get(one).server[0] !== url);
}

/** A photo or link that a colleague has taken out: its text is shown, to be copied. */
export function differingText(name, now) {
  news(`取り除かれた写真またはリンクに入力した文があります: ${now.join("、")}`);
}

/** What the server does not have yet, for another place. */
export async function copy() {
  const text = changed()
    .map((name) => `${fields.label(form, name)}\n${fields.spoken(form, name, fields.now(form, name))}`)
    .join("\n\n");
  try {
    await navigator.clipboard.writeText(text);
    news("文章をコピーしました。");
  } catch {
    news("コピーできませんでした。文章を選んで、コピーしてください。");
  }
}
