// The post as the feed shows it, with what is typed, moved and cropped but not saved yet.

import { ratio, span, staying } from "./shapes.js";

const FOLDED_AT = 125; // characters that the feed shows before 「続きを読む」
const PARTS = /https?:\/\/\S+|[#＃][\p{L}\p{M}\p{N}_]+|@[\w.]*\w/gu;
const IN_WORD = /[\p{L}\p{N}_.]$/u;

const look = document.querySelector("[data-look]");
const caption = document.getElementById("id_caption");
const words = look.querySelector(".preview__caption");
const track = look.querySelector("[data-carousel-track]");
const sizer = look.querySelector(".carousel__sizer");
const cell = look.querySelector("[data-look-cell]");
let unfolded = false;

// --- Words.

/** Text with hashtags and mentions marked, as the feed has them. */
function marked(text) {
  const pieces = document.createDocumentFragment();
  let end = 0;
  for (const found of text.matchAll(PARTS)) {
    pieces.append(text.slice(end, found.index));
    end = found.index + found[0].length;
    const isPlain = found[0].startsWith("http") || (found[0].startsWith("@") && IN_WORD.test(text.charAt(found.index - 1)));
    if (isPlain) pieces.append(found[0]);
    else {
      const mark = pieces.appendChild(document.createElement("span"));
      mark.className = found[0].startsWith("@") ? "mention" : "hashtag";
      mark.textContent = found[0];
    }
  }
  pieces.append(text.slice(end));
  return pieces;
}

function more() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "preview__more";
  button.textContent = unfolded ? "短くする" : "続きを読む";
  button.setAttribute("aria-expanded", String(unfolded));
  button.addEventListener("click", () => {
    unfolded = !unfolded;
    tellWords();
    words.querySelector("button").focus();
  });
  return button;
}

function tellWords() {
  const text = caption.value;
  const letters = [...text];
  const isLong = letters.length > FOLDED_AT;
  const account = document.createElement("b");
  account.textContent = look.dataset.account;
  const shown = isLong && !unfolded ? `${letters.slice(0, FOLDED_AT).join("")}… ` : text;
  const body = document.createElement("span");
  body.className = "preview__words";
  body.append(marked(shown));
  words.replaceChildren(account, " ", body, ...(isLong ? [" ", more()] : []));
}

// --- Photos.

/** Its picture: as it was made last, or the whole photo moved under the window while that differs. */
function picture({ panel }, shape) {
  const crop = panel.querySelector("[data-crop]");
  const { width, height, rendition, whole } = crop.dataset;
  const [x, y] = [...crop.querySelectorAll("input[type=range]")];
  const [across, down] = crop.dataset.ratio.split(" ").map(Number);
  const isAsMade = x.value === x.defaultValue && y.value === y.defaultValue && Math.abs(across / down - shape) < 0.01;
  const image = document.createElement("img");
  image.alt = panel.querySelector("[name$=-alt_text]")?.value ?? "";
  image.src = isAsMade ? rendition : whole;
  image.width = isAsMade ? across : width;
  image.height = isAsMade ? down : height;
  if (!isAsMade) {
    const at = (length, other, wanted, focus) => {
      const { share, start } = span(length, Math.min(length, other * wanted), focus);
      return share > 99.9 ? 50 : (start / (100 - share)) * 100;
    };
    const left = at(Number(width), Number(height), shape, Number(x.value));
    const top = at(Number(height), Number(width), 1 / shape, Number(y.value));
    image.style.objectPosition = `${left}% ${top}%`;
  }
  return image;
}

function tellPhotos() {
  const stay = staying();
  const shape = ratio() || 0.8;
  const images = stay.map((one) => picture(one, shape));
  sizer.setAttribute("viewBox", `0 0 ${Math.round(shape * 1000)} 1000`);
  look.querySelector("[data-carousel]").hidden = !images.length;
  track.setAttribute("aria-label", `写真 ${images.length}枚(左右に動かせます)`);
  const slides = [...track.children];
  images.forEach((image, place) => {
    const slide = slides[place] ?? track.appendChild(Object.assign(document.createElement("li"), { className: "carousel__slide" }));
    const before = slide.querySelector("img");
    // The same picture is left where it is: loading it anew would flicker.
    if (before && before.getAttribute("src") === image.getAttribute("src")) {
      before.alt = image.alt;
      before.style.objectPosition = image.style.objectPosition;
    } else slide.replaceChildren(image);
  });
  slides.slice(images.length).forEach((slide) => slide.remove());
  const [first] = images;
  cell.hidden = !first;
  cell.closest("figure").hidden = !first;
  if (first) cell.replaceChildren(Object.assign(first.cloneNode(), { alt: "" }));
}

let drawn = 0;
function soon() {
  cancelAnimationFrame(drawn);
  drawn = requestAnimationFrame(tellPhotos);
}

caption.addEventListener("input", tellWords);
document.addEventListener("cafe:photos", soon);
document.getElementById("editor").addEventListener("input", (event) => {
  if (event.target.closest("[data-panel]") || event.target.name === "frame") soon();
});
tellWords();
tellPhotos();
