// Chosen files are shown at once, with a warning for those that are too large, and sending them says so.

const megabytes = (bytes) =>
  `${Math.max(bytes / 1_000_000, 0.1).toLocaleString("ja", { maximumFractionDigits: 1 })}MB`;
const total = (files) => megabytes(files.reduce((sum, file) => sum + file.size, 0));

function item(file, limit) {
  const entry = document.createElement("li");
  entry.className = "thumbs__item";
  if (file.type.startsWith("image/")) {
    const picture = entry.appendChild(document.createElement("img"));
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    // Not every browser can draw a HEIC: its name is enough.
    picture.addEventListener("error", () => picture.remove());
  }
  const caption = entry.appendChild(document.createElement("span"));
  caption.className = "thumbs__caption";
  caption.textContent = `${file.name}(${megabytes(file.size)})`;
  if (file.size > limit) {
    const warning = entry.appendChild(document.createElement("b"));
    warning.className = "thumbs__warning";
    warning.textContent = `${megabytes(limit)}を超えているため、保存されません。`;
  }
  return entry;
}

function showChosen(input) {
  const summary = document.createElement("p");
  summary.className = "quiet";
  summary.setAttribute("role", "status");
  const list = document.createElement("ul");
  list.className = "thumbs thumbs--chosen";
  input.after(summary, list);
  const show = () => {
    const files = [...input.files];
    const limit = Number(input.dataset.bytesMax);
    list.replaceChildren(...files.map((file) => item(file, limit)));
    summary.textContent = files.length ? `${files.length}件選びました(合計${total(files)})。保存すると送られます。` : "";
  };
  input.addEventListener("change", show);
  show();
}

function tellWhileSending(note) {
  const form = note.closest("form");
  form.addEventListener("submit", () => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (!files.length) return;
    note.textContent = `ファイル${files.length}件(${total(files)})を送っています。このままお待ちください。`;
    note.append(document.createElement("progress"));
    note.hidden = false;
  });
  window.addEventListener("pageshow", () => (note.hidden = true));
}

// js/uploading.js sends some as soon as they are chosen.
const kept = (root) => [...root.querySelectorAll("input[type=file][data-bytes-max]")].filter((input) => !input.closest("[data-add] [data-drop]"));

kept(document).forEach(showChosen);
document.addEventListener("cafe:photo-added", (event) => kept(event.detail.panel).forEach(showChosen));
document.querySelectorAll("[data-sending-note]").forEach(tellWhileSending);
