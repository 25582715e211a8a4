// The shape of a post's photos and the window in each, as the server has them (imaging/frames.py, imaging/framing.py).

const section = document.querySelector("[data-photos]");
const ratios = JSON.parse(section?.dataset.ratios ?? "{}");
const [tallest, widest] = (section?.dataset.shapes ?? "0 0").split(" ").map(Number);

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

/** The photos that stay, in the order on the screen: what js/photos.js and js/look.js work with. */
export function staying() {
  const tiles = [...document.querySelectorAll("[data-strip] [data-tile]")];
  const panel = (tile) => document.querySelector(`[data-panel="${tile.dataset.tile}"]`);
  return tiles.map((tile) => ({ tile, panel: panel(tile) })).filter(({ panel }) => panel && !isRemoved(panel));
}

export const isRemoved = (panel) => panel.querySelector("[name$=-remove]")?.checked ?? false;

/** Width / height of all photos: chosen, or the first one's as far as Instagram takes it. */
export function ratio() {
  const chosen = document.querySelector("input[name=frame]:checked")?.value;
  const first = staying()[0]?.panel.querySelector("[data-crop]");
  if (chosen !== "first" || !first) return ratios[chosen];
  return clamp(Number(first.dataset.width) / Number(first.dataset.height), tallest, widest);
}

/** The window's share of one side and where it begins, both in percent of that side. */
export function span(length, windowLength, focus) {
  const share = (windowLength / length) * 100;
  return { share, start: clamp(focus - share / 2, 0, 100 - share) };
}
