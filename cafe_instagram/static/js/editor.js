// The editor's comforts. The server counts again and says what is missing; this only tells while one types.

const NEAR = 0.9;
const ADDRESS = /https?:\/\/[!-~]+/g;
const HASHTAG = /[#＃][\p{L}\p{M}\p{N}_]+/gu;
const MENTION = /(?:^|[^A-Za-z0-9_.])[@＠][A-Za-z0-9_]/g;

/** Characters are UTF-16 units, as the server counts them: what a string's length is. */
function counts(text) {
  const words = text.replace(ADDRESS, " ");
  return {
    characters: text.length,
    hashtags: (words.match(HASHTAG) ?? []).length,
    mentions: (words.match(MENTION) ?? []).length,
  };
}

function counter(place) {
  const field = document.getElementById(place.dataset.counter);
  const { characters, hashtags, hashtagsAdvised, mentions, label: text = "本文" } = place.dataset;
  const part = (label, unit, limit, near) => {
    const span = place.appendChild(document.createElement("span"));
    return (count) => {
      const numbers = [count, Number(limit)].map((number) => number.toLocaleString("ja"));
      span.textContent = `${label} ${numbers.join(" / ")}${unit}${count > limit ? "(超えています)" : ""}`;
      span.classList.toggle("counter__part--over", count > limit);
      span.classList.toggle("counter__part--near", count > near && count <= limit);
    };
  };
  const parts = {
    characters: part(text, "字", characters, characters * NEAR),
    hashtags: part("ハッシュタグ", "個", hashtags, hashtagsAdvised),
    mentions: part("メンション", "個", mentions, mentions * NEAR),
  };
  const tell = () => Object.entries(counts(field.value)).forEach(([name, count]) => parts[name](count));
  place.hidden = false;
  field.addEventListener("input", tell);
  tell();
}

/** Notes the section last worked in, so that saving leads back to it. */
function noteSection(field) {
  field.form.addEventListener("focusin", (event) => {
    const section = event.target.closest("section[id]");
    if (section) field.value = section.id;
  });
}

/** Leads to a field that may stand in something folded: opens it, and gives the field the focus. */
function reveal(id) {
  const target = id && document.getElementById(id);
  if (!target) return false;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const inside = target.matches("section, details") ? null : target.querySelector("input, select, textarea");
  const field = inside ?? target;
  field.focus({ preventScroll: true });
  const isWhole = target.matches("section, details");
  (isWhole ? target : field.closest(".field") ?? field).scrollIntoView({ block: isWhole ? "start" : "center" });
  return true;
}

function leadToFields(form) {
  document.addEventListener("click", (event) => {
    const way = event.target.closest("a[href*='#']");
    if (!way || way.pathname !== location.pathname || event.defaultPrevented || !way.hash) return;
    const id = decodeURIComponent(way.hash.slice(1));
    if (!form.contains(document.getElementById(id)) || !reveal(id)) return;
    event.preventDefault();
    history.replaceState(null, "", way.hash);
  });
  if (location.hash) requestAnimationFrame(() => reveal(decodeURIComponent(location.hash.slice(1))));
}

/** What is still missing, told anew whenever the server has something newer (`cafe:version`). */
function keepTelling(form) {
  const place = form.querySelector("[data-todo]");
  const said = form.querySelector("[data-todo-told]");
  let asked = 0;
  let count = null;
  const note = (selector, text, done, name) => {
    for (const one of form.querySelectorAll(selector)) {
      one.textContent = text;
      one.classList.toggle(`${name}--done`, done);
    }
  };
  const lacking = (number) => (number ? `あと${number}点` : "整いました");
  async function tell() {
    const mine = (asked += 1);
    let told;
    try {
      const answer = await fetch(form.dataset.pointsUrl, { headers: { Accept: "application/json" } });
      told = await answer.json();
    } catch {
      return; // no line, or no session: saving will tell
    }
    if (mine !== asked) return;
    const isOpen = place.querySelector("details")?.open;
    place.innerHTML = told.todo;
    if (isOpen) place.querySelector("details")?.setAttribute("open", "");
    for (const [part, one] of Object.entries(told.parts)) {
      note(`[data-part-note="${part}"]`, one.note, one.done, "parts__note");
    }
    for (const [pk, one] of Object.entries(told.photos)) {
      note(`[data-lacks="${pk}"]`, lacking(one.all), !one.all, "strip__note");
      note(`[data-rights-lack="${pk}"]`, lacking(one.rights), !one.rights, "strip__note");
    }
    if (told.count !== count) said.textContent = told.count ? `残っていることは、あと${told.count}点です。` : "すべて整いました。";
    count = told.count;
  }
  document.addEventListener("cafe:version", tell);
}

/** Notes which of the four parts is on the screen. */
function followParts(form) {
  const ways = new Map([...form.querySelectorAll(".parts__link")].map((way) => [way.hash.slice(1), way]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        ways.forEach((way) => way.removeAttribute("aria-current"));
        ways.get(target.id)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "-30% 0px -65% 0px" },
  );
  form.querySelectorAll("section[id]").forEach((section) => ways.has(section.id) && seen.observe(section));
}

const editor = document.getElementById("editor");
if (editor) [leadToFields, keepTelling, followParts].forEach((comfort) => comfort(editor));
document.querySelectorAll("[data-at]").forEach(noteSection);
document.querySelectorAll("[data-counter]").forEach(counter);
