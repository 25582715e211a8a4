// The window that will be shown, drawn on the whole photo. The server cuts by the same rule (imaging/framing.py).

const frames = document.querySelectorAll("input[name=frame]");
const ratios = JSON.parse(document.querySelector("[data-ratios]")?.dataset.ratios ?? "{}");
const ratio = () => ratios[[...frames].find((choice) => choice.checked)?.value];

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** The window's share of one side and where it begins, both in percent of that side. */
function span(length, windowLength, focus) {
  const share = (windowLength / length) * 100;
  return { share, start: clamp(focus - share / 2, 0, 100 - share) };
}

function crop(panel) {
  const width = Number(panel.dataset.width);
  const height = Number(panel.dataset.height);
  const stage = panel.querySelector("[data-crop-stage]");
  const frame = panel.querySelector("[data-crop-window]");
  const [x, y] = panel.querySelectorAll("input[type=range]");

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

  stage.hidden = false;
  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    point(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (stage.hasPointerCapture(event.pointerId)) point(event);
  });
  panel.addEventListener("input", draw);
  frames.forEach((choice) => choice.addEventListener("change", draw));
  draw();
}

document.querySelectorAll("[data-crop]").forEach(crop);
