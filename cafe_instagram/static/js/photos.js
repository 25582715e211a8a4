// The strip of photos: which one is open, their order, and which are taken out. All of it is fields of the form, so saving,
// saving by itself and coming back know it; nothing is sent from here.

import { isRemoved, staying } from "./shapes.js";

const section = document.querySelector("[data-photos]");
const strip = section.querySelector("[data-strip]");
const panels = section.querySelector("[data-panels]");
const order = document.querySelector("input[name=order]");
const said = section.querySelector("[data-strip-told]");

const tiles = () => [...strip.querySelectorAll("[data-tile]")];
const panelOf = (tile) => panels.querySelector(`[data-panel="${tile.dataset.tile}"]`);
const tileOf = (panel) => strip.querySelector(`[data-tile="${panel.dataset.panel}"]`);
const link = (tile) => tile.querySelector(".strip__open");
const changed = (field) => ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));

/** One photo is open at a time; the others wait in the strip. */
function open(panel) {
  for (const other of panels.querySelectorAll("[data-panel]")) {
    other.open = other === panel;
    tileOf(other)?.classList.toggle("strip__item--open", other === panel);
    const way = tileOf(other) && link(tileOf(other));
    if (other === panel) way?.setAttribute("aria-current", "true");
    else way?.removeAttribute("aria-current");
  }
}

/** Tells places and numbers anew, and whoever shows the photos. */
function count() {
  const stay = staying();
  for (const tile of tiles()) {
    const place = stay.findIndex((one) => one.tile === tile);
    const text = place < 0 ? "外します" : `${place + 1}枚目`;
    const tick = document.querySelector(`[data-related="${tile.dataset.tile}"]`);
    for (const part of [tile, panelOf(tile), tick]) if (part) part.querySelector("[data-place]").textContent = text;
    tile.classList.toggle("strip__item--removed", place < 0);
  }
  section.querySelector("[data-strip-frame]").hidden = !strip.children.length;
  section.querySelector("[data-photos-count]").textContent = stay.length ? `${stay.length}枚` : "";
  document.dispatchEvent(new CustomEvent("cafe:photos"));
}

function noteOrder() {
  const wanted = tiles().map((tile) => tile.dataset.tile).join(",");
  if (order.value === wanted) return;
  order.value = wanted;
  changed(order);
}

function move(tile, step, { silent = false } = {}) {
  const all = tiles();
  const target = all[all.indexOf(tile) + step];
  if (!target) return;
  if (step < 0) target.before(tile);
  else target.after(tile);
  settle(tile, silent);
}

function settle(tile, silent) {
  const focused = document.activeElement;
  // The panels stand in the same order, for whoever reads on from one to the next.
  for (const one of tiles()) panels.append(panelOf(one));
  noteOrder();
  count();
  if (focused?.isConnected) focused.focus({ preventScroll: true });
  if (!silent) said.textContent = `${tile.querySelector("[data-place]").textContent}に動かしました。`;
}

// --- With the keyboard: the arrows after taking hold with the space key, or with Alt at once.

let held = null; // the tile, and the order to go back to

function letGo(words) {
  held?.tile.classList.remove("strip__item--held");
  held = null;
  said.textContent = words;
}

function key(event) {
  const tile = event.target.closest("[data-tile]");
  if (!tile || !event.target.closest(".strip__open")) return;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
  const isHeld = held?.tile === tile;
  if (step && (isHeld || event.altKey)) {
    move(tile, step);
    link(tile).focus();
  } else if (event.key === " " && !isHeld) {
    held = { tile, before: tiles() };
    tile.classList.add("strip__item--held");
    said.textContent = `${tile.querySelector("[data-place]").textContent}をつかみました。矢印キーで動かし、スペースキーで置きます。`;
  } else if (isHeld && (event.key === " " || event.key === "Enter")) {
    letGo(`${tile.querySelector("[data-place]").textContent}に置きました。`);
  } else if (isHeld && event.key === "Escape") {
    strip.append(...held.before);
    settle(tile, true);
    link(tile).focus();
    letGo("元の位置に戻しました。");
  } else return;
  event.preventDefault();
}

strip.addEventListener("keydown", key);
strip.addEventListener("focusout", (event) => {
  if (held && event.relatedTarget && !held.tile.contains(event.relatedTarget)) letGo("");
});

// --- With the mouse or a pen.

let dragged = null;

strip.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-tile]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/x-cafe-photo", dragged.dataset.tile);
  dragged.classList.add("strip__item--held");
});
strip.addEventListener("dragover", (event) => {
  if (!dragged) return;
  event.preventDefault();
  const over = event.target.closest("[data-tile]");
  if (!over || over === dragged) return;
  const box = over.getBoundingClientRect();
  if (event.clientX < box.left + box.width / 2) over.before(dragged);
  else over.after(dragged);
});
strip.addEventListener("drop", (event) => dragged && event.preventDefault());
strip.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("strip__item--held");
  settle(dragged, false);
  dragged = null;
});

// --- Taking one out, and back in.

function offerBack(tile, panel) {
  let back = tile.querySelector(".strip__back");
  if (!isRemoved(panel)) {
    back?.remove();
    return;
  }
  if (back) return;
  back = tile.appendChild(document.createElement("button"));
  back.type = "button";
  back.className = "button button--outline button--small strip__back";
  back.textContent = "元に戻す";
  back.addEventListener("click", () => {
    const box = panel.querySelector("[name$=-remove]");
    box.checked = false;
    changed(box);
    open(panel);
    link(tile).focus();
  });
}

/** What js/uploading.js brings, and what the page began with. */
function adopt(panel) {
  const tile = tileOf(panel);
  tile.draggable = true;
  panel.querySelectorAll("button[name=move]").forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      move(tile, Number(button.value.split(":")[1]));
    });
  });
  const box = panel.querySelector("[name$=-remove]");
  box.addEventListener("change", () => {
    offerBack(tile, panel);
    count();
    said.textContent = box.checked ? "保存すると外れます。それまでは元に戻せます。" : "元に戻しました。";
  });
  panel.addEventListener("toggle", () => {
    if (panel.open) open(panel);
    else if (panel.contains(document.activeElement)) link(tile).focus(); // its own line goes with it
    tile.classList.toggle("strip__item--open", panel.open);
  });
  offerBack(tile, panel);
}

strip.addEventListener("click", (event) => {
  const way = event.target.closest(".strip__open");
  if (!way) return;
  event.preventDefault();
  open(panelOf(way.closest("[data-tile]")));
});

document.addEventListener("cafe:photo-added", ({ detail: { panel } }) => {
  adopt(panel);
  const last = tiles()[tiles().length - 1];
  // Those that were chosen earlier may arrive later: they stand as they were chosen.
  if (order.value || last !== tileOf(panel)) noteOrder();
  for (const one of tiles()) panels.append(panelOf(one));
  open(panels.querySelector("[data-panel][open]") ?? panel);
  count();
});

section.classList.add("photos--live");
for (const panel of panels.querySelectorAll("[data-panel]")) adopt(panel);
// A form that comes back knows its order by the page's own; one that was gone back to by the browser, by its field.
for (const pk of order.value.split(",").reverse()) {
  const tile = pk && strip.querySelector(`[data-tile="${CSS.escape(pk)}"]`);
  if (tile) strip.prepend(tile);
}
const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("[data-panel]");
const wrong = panels.querySelector("[aria-invalid=true]")?.closest("[data-panel]");
const begin = wrong ?? asked ?? panels.querySelector("[data-panel][open]") ?? panels.querySelector("[data-panel]");
if (begin) open(begin);
count();
