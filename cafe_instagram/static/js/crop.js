// The window that will be shown, drawn on the whole photo. The server cuts by the same rule (imaging/framing.py).

import { ratio, span } from "./shapes.js";

const frames = document.querySelectorAll("input[name=frame]");

function crop(panel) {
  if (panel.dataset.crop) return;
  panel.dataset.crop = "on";
  const width = Number(panel.dataset.width);
  const height = Number(panel.dataset.height);
  const stage = panel.querySelector("[data-crop-stage]");
  const [x, y] = panel.querySelectorAll("input[type=range]");
  const whole = stage.appendChild(document.createElement("img"));
  Object.assign(whole, { alt: "切り抜く前の写真全体", loading: "lazy", width, height, src: panel.dataset.whole });
  const frame = stage.appendChild(document.createElement("span"));
  frame.className = "crop__window";

  function draw() {
    const wanted = ratio();
    if (!wanted) return;
    const across = span(width, Math.min(width, height * wanted), Number(x.value));
    const down = span(height, Math.min(height, width / wanted), Number(y.value));
    frame.style.insetInlineStart = `${across.start}%`;
    frame.style.insetBlockStart = `${down.start}%`;
    frame.style.inlineSize = `${across.share}%`;
    frame.style.blockSize = `${down.share}%`;
    // A slider along which nothing can move would only puzzle.
    x.closest(".field").hidden = across.share > 99.5;
    y.closest(".field").hidden = down.share > 99.5;
    panel.querySelector("[data-crop-whole]").hidden = across.share <= 99.5 || down.share <= 99.5;
  }

  function point(event) {
    const box = stage.getBoundingClientRect();
    x.value = ((event.clientX - box.left) / box.width) * 100;
    y.value = ((event.clientY - box.top) / box.height) * 100;
    x.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Where the whole photo cannot be had, what goes out stays on the screen.
  whole.addEventListener("error", () => {
    stage.hidden = true;
    panel.querySelector("[data-crop-plain]").hidden = false;
  });
  stage.hidden = false;
  panel.querySelector("[data-crop-plain]").hidden = true;
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    point(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (stage.hasPointerCapture(event.pointerId)) point(event);
  });
  stage.addEventListener("pointerup", () => x.dispatchEvent(new Event("change", { bubbles: true })));
  panel.addEventListener("input", draw);
  frames.forEach((choice) => choice.addEventListener("change", draw));
  document.addEventListener("cafe:photos", draw);
  draw();
}

const all = (root) => root.querySelectorAll("[data-crop]").forEach(crop);

all(document);
document.addEventListener("cafe:photo-added", (event) => all(event.detail.panel));
