// What js/uploading.js shows of a photo that is under way, and what tells it from others.

const PICTURE_PX = 160;

export const megabytes = (bytes) => `${(bytes / 1_000_000).toLocaleString("ja", { maximumFractionDigits: 1 })}MB`;

export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Also where no secure connection gives `randomUUID`. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** As the browser itself draws it, turned as the camera says. What it cannot draw (HEIC) has its name. */
export async function show(file, place) {
  if (!window.createImageBitmap) return;
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: PICTURE_PX, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    place.append(canvas);
  } catch {
    place.textContent = file.name.split(".").pop().slice(0, 5).toUpperCase();
  }
}

export const fromHtml = (html) => document.createRange().createContextualFragment(html).firstElementChild;

/** The first photo brings the part of rights with it; each later one its tick. */
export function relate(section, answer) {
  const part = document.getElementById("rights");
  if (part) part.querySelector(".related__all").before(fromHtml(answer.related.trim()));
  else section.after(fromHtml(answer.rights.slice(answer.rights.indexOf("<section"))));
}
