// What is new for the person, without loading the page again: the bell, the numbers beside the menu, the alerts above.
// Asked once a minute while the page is looked at. Asking is not being there: the session ends as if nobody had asked.

import { wantsTitle, wantsToBeTold } from "./browser_notices.js";

const EVERY_MS = 60_000;
const bell = document.querySelector("[data-bell]");
const list = bell.querySelector("[data-bell-list]");
const told = document.querySelector("[data-news-told]");
const person = bell.dataset.person;
let asOf = "";
let unseen = Number(bell.dataset.unseen);

/** The text of an answer with 200; null for everything else. Who is signed out is led elsewhere: nothing of that is shown. */
async function fetched(address) {
  const answer = await fetch(address, { redirect: "manual", headers: { "HX-Request": "true" } });
  if (answer.status !== 200) return null;
  asOf = answer.headers.get("X-As-Of") ?? asOf;
  return answer.text();
}

function parsed(text) {
  return new DOMParser().parseFromString(text, "text/html").body;
}

/** Only what has changed is touched, and never what holds the focus. */
function put(fragment) {
  for (const part of fragment.querySelectorAll("[data-news]")) {
    for (const place of document.querySelectorAll(`[data-news="${part.dataset.news}"]`)) {
      const same = place.innerHTML.trim() === part.innerHTML.trim();
      if (!same && !place.contains(document.activeElement)) place.innerHTML = part.innerHTML;
    }
  }
}

async function look() {
  const text = await fetched(`${bell.dataset.newsFrom}?as_of=${asOf}`);
  if (text === null) return;
  const fragment = parsed(text);
  put(fragment);
  const count = Number(fragment.querySelector("[data-count]").dataset.count);
  if (count > unseen) await tell(count);
  unseen = count;
}

async function tell(count) {
  told.textContent = `新しいお知らせがあります。未確認は${count > 99 ? "100件以上" : `${count}件`}です。`;
  if (bell.open) await fill();
  if (!wantsToBeTold(person)) return;
  let body = `未確認のお知らせが${count > 99 ? "100件以上" : `${count}件`}あります。`;
  if (wantsTitle(person)) {
    const newest = parsed((await fetched(bell.dataset.bell)) ?? "").querySelector("[data-unseen] .bell-list__title");
    body = newest?.textContent ?? body;
  }
  const shown = new Notification("北海道とつながるカフェ Instagram運用", { body, tag: "cafe-notices" });
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
}

async function fill() {
  const text = await fetched(bell.dataset.bell);
  if (text !== null) list.replaceChildren(...parsed(text).childNodes);
}

/** No connection: the next minute asks again. */
const quietly = (act) => act().catch((error) => console.warn(error));

bell.addEventListener("toggle", () => bell.open && quietly(fill));
// A page in the background asks nothing, unless the person wants the browser to tell him there.
setInterval(() => (document.hidden && !wantsToBeTold(person)) || quietly(look), EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || quietly(look));
