// Whether the browser itself tells of new notices. Chosen on 「お知らせの設定」, kept in this browser for this person:
// a screen that several look at shows no subject unless somebody has asked for it.

const OFF = "off";
const TITLE = "title";
const key = (person) => `browser-notices-${person}`;
const known = () => "Notification" in window;

function chosen(person) {
  try {
    return localStorage.getItem(key(person)) ?? OFF;
  } catch {
    return OFF; // storage is shut here
  }
}

export const wantsToBeTold = (person) =>
  known() && Notification.permission === "granted" && chosen(person) !== OFF;
export const wantsTitle = (person) => chosen(person) === TITLE;

function offer(field) {
  const person = field.dataset.browserNotices;
  const problem = field.querySelector("[data-browser-notices-problem]");
  const choices = [...field.querySelectorAll("input")];
  const show = () => choices.forEach((one) => (one.checked = one.value === chosen(person)));
  field.addEventListener("change", async (event) => {
    const wanted = event.target.value;
    const may = wanted === OFF || (await Notification.requestPermission()) === "granted";
    problem.hidden = may;
    if (may) localStorage.setItem(key(person), wanted);
    show();
  });
  show();
  field.hidden = false;
}

// Where the browser knows them at all: not over plain HTTP, and not on every phone.
if (known() && window.isSecureContext) document.querySelectorAll("[data-browser-notices]").forEach(offer);
