// Where two have changed the same field: both texts side by side, and the person says which one stays.

import { anchor, label, now, spoken } from "./typed_fields.js";

/** `chosen(name, which, theirs)` is called with "mine" or "theirs". Gives back who tells and asks about such fields. */
export function differing(form, chosen) {
  const panel = document.querySelector("[data-keep-differing]");
  const list = panel?.querySelector("[data-keep-list]");
  const pattern = document.querySelector("[data-keep-pair]");
  const open = new Map();

  function settle(name, which) {
    const { pair, theirs } = open.get(name);
    open.delete(name);
    pair.remove();
    panel.hidden = open.size === 0;
    chosen(name, which, theirs);
    (open.size ? panel : (anchor(form, name) ?? panel)).focus();
  }

  function add(name, theirs, { title = label(form, name), text = spoken(form, name, theirs), by = "", mine } = {}) {
    open.get(name)?.pair.remove();
    const pair = pattern.content.firstElementChild.cloneNode(true);
    const place = (selector, words) => (pair.querySelector(selector).textContent = words);
    place("h3", title);
    place("[data-whose]", by ? `${by}さんの文` : "ご自身が別の画面で保存した文");
    place("[data-mine]", (mine ?? spoken(form, name, now(form, name))) || "(空欄)");
    place("[data-theirs]", text || "(空欄)");
    for (const button of pair.querySelectorAll("[data-choose]")) {
      button.setAttribute("aria-label", `${title}: ${button.textContent}`);
      button.addEventListener("click", () => settle(name, button.dataset.choose));
    }
    open.set(name, { pair, theirs });
    list.append(pair);
    panel.hidden = false;
  }

  /** Those that the server has already put on the page get their buttons too. */
  for (const pair of panel?.querySelectorAll(".keeping__pair[data-name]") ?? []) {
    const [mine, theirs] = [...pair.querySelectorAll(".keeping__text")].map((one) => one.textContent);
    const by = pair.querySelectorAll("h4")[1].textContent.replace(/さんの文$|^ご自身.*/, "");
    const title = pair.querySelector("h3").textContent.trim();
    pair.remove();
    if (pair.querySelector("h3 a")) add(pair.dataset.name, JSON.parse(pair.dataset.stored), { title, text: theirs, by, mine });
    else list.append(pair); // the field is gone: its text stands here to be copied
  }

  return { add, has: (name) => open.has(name), names: () => [...open.keys()], renew: (name) => {
    const one = open.get(name);
    if (one) one.pair.querySelector("[data-mine]").textContent = spoken(form, name, now(form, name)) || "(空欄)";
  } };
}
