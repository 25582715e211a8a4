// Words put into the caption by a press, and the counter tied to the field it counts.

/** As typing would: the field's own undo takes it back, and whatever listens to the field hears of it. */
function put(field, text, from, to) {
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Hashtags stand at the end, in a line of their own; those that are there already are not put there twice. */
function putTags(field, text) {
  const there = new Set(field.value.split(/[\s　]+/));
  const missing = text.split(/[\s　]+/).filter((tag) => tag && !there.has(tag));
  if (!missing.length) return false;
  const end = field.value.length;
  const lastLine = field.value.slice(field.value.lastIndexOf("\n") + 1);
  const joint = !end || field.value.endsWith("\n") ? "" : /^[#＃]/.test(lastLine) ? " " : "\n";
  put(field, joint + missing.join(" "), end, end);
  return true;
}

function offers(place) {
  const field = document.getElementById(place.dataset.wordsFor);
  const told = place.querySelector("[data-words-told]");
  // Where the caret was when the field was left.
  let [from, to] = [field.value.length, field.value.length];
  field.addEventListener("blur", () => ([from, to] = [field.selectionStart, field.selectionEnd]));
  for (const button of place.querySelectorAll("[data-word]")) {
    button.addEventListener("click", () => {
      const { word, at } = button.dataset;
      if (at === "caret") put(field, word, from, to);
      const isIn = at === "caret" || putTags(field, word);
      [from, to] = [field.selectionEnd, field.selectionEnd];
      button.focus();
      told.textContent = isIn ? `「${button.textContent}」を本文に入れました。` : "すでに本文に入っています。";
    });
  }
}

/** Who comes to the field hears what the counter says. */
function tie(counter) {
  const field = document.getElementById(counter.dataset.counter);
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  field.setAttribute("aria-describedby", [...described, counter.id].join(" "));
}

document.querySelectorAll("[data-counter][id]").forEach(tie);
document.querySelectorAll("[data-words-for]").forEach(offers);
