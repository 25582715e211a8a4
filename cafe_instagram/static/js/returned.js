// Why a draft came back, once more beside each field that the reason names by its label. Without script it stands above all.

import { anchor, label, names } from "./typed_fields.js";

const reason = document.querySelector("[data-returned-reason]")?.textContent ?? "";
const form = document.querySelector("form[data-keep]");
const sentences = reason.match(/[^。\n]+。?/g) ?? [];

function put(place, words) {
  const note = document.createElement("p");
  note.className = "keeping__beside";
  note.textContent = `戻された理由: ${words}`;
  place.before(note);
}

export function besideTheFields() {
  const places = [...names(form)]
    .filter((name) => !/-/.test(name))
    .map((name) => [label(form, name), anchor(form, name)?.closest(".field")]);
  for (const title of form.querySelectorAll("section[id] > h2"))
    places.push([title.firstChild.textContent.trim(), title.nextElementSibling]);
  for (const [word, place] of places) {
    const named = sentences.filter((sentence) => sentence.includes(word));
    if (place && word.length > 1 && named.length) put(place, named.join(""));
  }
}
