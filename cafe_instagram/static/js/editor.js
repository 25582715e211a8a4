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

document.querySelectorAll("[data-at]").forEach(noteSection);
document.querySelectorAll("[data-counter]").forEach(counter);
